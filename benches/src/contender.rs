//! The contenders: the clients that the benchmarks compare. Every contender implements the same
//! four operations.

mod ergonomic;
mod generated;
mod hand_written;
mod openapi_generator;
pub mod progenitor;

use std::pin::Pin;

use self::ergonomic::Ergonomic;
use self::generated::Generated;
use self::hand_written::{HandWritten, WithTimeouts};
use self::progenitor::Progenitor;
use crate::endpoint::Endpoint;

/// The operations that the benchmarks measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    GetGroup,
    CreateGroup,
    /// Reads one page of 100 groups.
    ListGroups,
    /// Reads all groups, in pages of 100 groups.
    ListAll,
}

/// One of the clients that the benchmarks compare.
pub struct Contender {
    pub name: &'static str,
    calls: Box<dyn Calls>,
}

/// Returns all contenders for an endpoint. The first contender is the hand-written code.
pub fn contenders(endpoint: &Endpoint) -> Vec<Contender> {
    let mut all = vec![
        contender::<HandWritten>(endpoint),
        contender::<WithTimeouts>(endpoint),
        contender::<Progenitor>(endpoint),
        contender::<Generated>(endpoint),
        contender::<Ergonomic>(endpoint),
    ];
    all.extend(openapi_generator::contender(endpoint));
    all
}

/// The name of the hand-written code. The benchmarks compare the other contenders with the
/// hand-written code.
pub const HAND_WRITTEN: &str = HandWritten::NAME;
/// The name of the plain progenitor client.
pub const PROGENITOR: &str = Progenitor::NAME;
/// The names of the two contenders that use the client of this repository. One contender uses the
/// ergonomic API, and the other contender uses the generated API.
pub const THIS: [&str; 2] = [Ergonomic::NAME, Generated::NAME];

fn contender<C: Client + 'static>(endpoint: &Endpoint) -> Contender {
    Contender {
        name: C::NAME,
        calls: Box::new(C::new(endpoint)),
    }
}

impl Contender {
    /// Performs an operation, and returns a number that depends on the decoded response. If no code
    /// used the response, the compiler could remove the code that decodes it.
    pub fn call(&self, operation: Operation) -> Pin<Box<dyn Future<Output = usize> + '_>> {
        self.calls.call(operation)
    }
}

trait Calls {
    fn call(&self, operation: Operation) -> Pin<Box<dyn Future<Output = usize> + '_>>;
}

impl<C: Client> Calls for C {
    fn call(&self, operation: Operation) -> Pin<Box<dyn Future<Output = usize> + '_>> {
        match operation {
            Operation::GetGroup => Box::pin(self.get_group()),
            Operation::CreateGroup => Box::pin(self.create_group()),
            Operation::ListGroups => Box::pin(async { self.list_groups(1).await.0 }),
            Operation::ListAll => Box::pin(self.list_all()),
        }
    }
}

/// The operations that each contender implements.
trait Client: Sized {
    const NAME: &'static str;

    fn new(endpoint: &Endpoint) -> Self;

    /// Gets [`GROUP`](crate::endpoint::GROUP), and returns the length of its name.
    fn get_group(&self) -> impl Future<Output = usize>;

    /// Creates a group, and returns the length of its name.
    fn create_group(&self) -> impl Future<Output = usize>;

    /// Gets one page of 100 groups. Returns the number of groups on the page, and the number of
    /// pages in the list.
    fn list_groups(&self, page: u64) -> impl Future<Output = (usize, u64)>;

    /// Gets all groups, in pages of 100 groups. Returns the number of groups.
    fn list_all(&self) -> impl Future<Output = usize> {
        async {
            let (mut items, total_pages) = self.list_groups(1).await;
            for page in 2..=total_pages {
                items += self.list_groups(page).await.0;
            }
            items
        }
    }
}
