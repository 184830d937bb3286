//! Lookups of groups by name, of members by email address, and of the groups of a member.

use std::collections::HashMap;

use crate::client::Client;
use crate::error::{Error, single_line};
use crate::generated::types::{Group, User};
use crate::request::{ListGroups, ListMembers, MemberInclude};
use crate::values::{GroupName, Included, Nullable, UserId, is_email};

impl Client {
    /// Returns the group that has this name. Returns `None` if no group has the name.
    ///
    /// The name must be equal to the name of the group, including upper and lower case. White space
    /// at the beginning and at the end of both names has no effect, because the server removes this
    /// white space.
    ///
    /// The server searches for the name in the names and descriptions of all groups. The client
    /// reads the complete result of this search, with one request for each 100 groups in the
    /// result. Most searches need one request.
    ///
    /// The result of a search may be outdated: a group may be missing that a program has created a
    /// moment earlier. A program may have renamed the group in the meantime. Before
    /// [`create_group`](Client::create_group), a lookup is not necessary, because the server
    /// rejects a second group with the same name.
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// match client.find_group("Sales Team").await? {
    ///     Some(group) => println!("the group has the id {}", group.id),
    ///     None => println!("there is no such group"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`is_invalid_input`](Error::is_invalid_input) if the name is blank, or has more than 200
    ///   characters.
    /// - [`is_ambiguous`](Error::is_ambiguous) if several groups have the name. According to
    ///   Tallyfy's documents, the name of a group is unique.
    /// - [`is_unreadable`](Error::is_unreadable) if the client cannot read an item of the result,
    ///   because this item may be the group.
    /// - [`is_incomplete_list`](Error::is_incomplete_list) if the client did not receive the
    ///   complete result, even after three reads.
    /// - Any request can also fail for a general reason, for example a timeout:
    ///   [`is_timeout`](Error::is_timeout).
    ///
    /// # Cancel safety
    ///
    /// The call changes nothing on the server, so you can drop its future at any time.
    pub async fn find_group(&self, name: &str) -> Result<Option<Group>, Error> {
        let name = GroupName::try_from(name.trim())?;
        let params = ListGroups::new().q(name.as_str());
        let groups = self.list_groups_stream(params).collect_all().await?;
        if groups.iter().any(|group| group.name.invalid().is_some()) {
            let message = "a found group has a name that is not a string, so this client cannot \
                           compare the name; use `list_groups` to get the group";
            return Err(Error::reported(message).with_operation("find_group"));
        }
        let mut named = groups
            .into_iter()
            .filter(|group| group.name.trim() == name.as_str());
        let first = named.next();
        match (&first, named.next()) {
            (Some(first), Some(second)) => {
                let message = format!(
                    "several groups have the requested name, for example {} and {}; use the id of \
                     one group",
                    single_line(&first.id.to_text()),
                    single_line(&second.id.to_text())
                );
                Err(Error::ambiguous(message).with_operation("find_group"))
            }
            _ => Ok(first),
        }
    }

    /// Returns the members that have these email addresses, in the order of the addresses. An entry
    /// is `None` if no member has the address.
    ///
    /// If two email addresses differ only in upper and lower case, the client treats them as equal.
    /// The result contains active, invited and disabled members.
    ///
    /// The client reads the list of members once for all addresses. One response has up to 9999
    /// members. The client stops after the page on which it finds the last address. Without any
    /// address, the client sends no request. The list may be outdated: a member may be missing who
    /// has joined the organization a moment earlier.
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// let emails = ["alice@example.com", "bob@example.com"];
    /// let members = client.find_members(emails).await?;
    /// for (email, member) in emails.iter().zip(members) {
    ///     match member {
    ///         Some(member) => println!("{email} has the id {}", member.id),
    ///         None => println!("{email} is not a member"),
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`is_invalid_input`](Error::is_invalid_input) if an email address is malformed.
    /// - [`is_ambiguous`](Error::is_ambiguous) if two members have the same address. The client
    ///   checks only the pages that it read.
    /// - [`is_unreadable`](Error::is_unreadable) if the client found no member for an address, and
    ///   cannot read an item of the list. This item may be the member.
    /// - [`is_incomplete_list`](Error::is_incomplete_list) if the client found no member for an
    ///   address, and did not receive the complete list.
    /// - Any request can also fail for a general reason, for example a timeout:
    ///   [`is_timeout`](Error::is_timeout).
    ///
    /// # Cancel safety
    ///
    /// The call changes nothing on the server, so you can drop its future at any time.
    pub async fn find_members<E>(&self, emails: E) -> Result<Vec<Option<User>>, Error>
    where
        E: IntoIterator<Item: AsRef<str>>,
    {
        let mut wanted = Vec::new();
        for email in emails {
            let email = email.as_ref();
            if !is_email(email) {
                return Err(Error::invalid_input(format!(
                    "the member's email address {email:?} is invalid; it must have one `@`, text on \
                     both sides, and no white space"
                )));
            }
            wanted.push(email.to_ascii_lowercase());
        }
        let mut found: HashMap<&str, Option<User>> =
            wanted.iter().map(|email| (email.as_str(), None)).collect();
        let mut missing = found.len();
        let mut unreadable = Vec::new();
        let mut has_invalid_email = false;
        // With prefetching, the client would request pages that it may not need.
        let members = self.list_members_stream(ListMembers::new());
        let mut pages = members.pages().pages_in_flight(1);
        while missing > 0 {
            let Some(page) = pages.next().await else {
                break;
            };
            let page = page?;
            unreadable.extend(page.unreadable);
            for user in page.items {
                has_invalid_email |= user.email.invalid().is_some();
                let email = user.email.trim().to_ascii_lowercase();
                let Some(member) = found.get_mut(email.as_str()) else {
                    continue;
                };
                if let Some(member) = member {
                    let message = format!(
                        "two members have one of the requested email addresses: {} and {}; use the \
                         id of one member",
                        single_line(&member.id.to_text()),
                        single_line(&user.id.to_text())
                    );
                    return Err(Error::ambiguous(message).with_operation("find_members"));
                }
                *member = Some(user);
                missing -= 1;
            }
        }
        if missing > 0
            && let Some(item) = unreadable.into_iter().next()
        {
            return Err(Error::undecodable_item(item).with_operation("list_members"));
        }
        if missing > 0 && has_invalid_email {
            let message = "a member has an email address that is not a string, so this client \
                           cannot compare the email address; use `list_members` to get the member";
            return Err(Error::reported(message).with_operation("find_members"));
        }
        Ok(wanted
            .iter()
            .map(|email| found[email.as_str()].clone())
            .collect())
    }

    /// Returns the groups to which a member belongs.
    ///
    /// The access token must belong to an administrator of the organization. Any other member can
    /// select the groups from [`list_groups_stream`](Client::list_groups_stream) with
    /// [`Group::member_ids`].
    ///
    /// The client first reads the member together with the groups, with one request. Some servers
    /// send only the id and the name of each group. If the response has no readable list of groups,
    /// the client reads the list of all groups. This needs one request for each 100 groups. Some
    /// servers send no list for a member without groups.
    ///
    /// The groups may be outdated, because replicas and caches of the service may return an older
    /// state.
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// for group in client.groups_of_member(1001).await? {
    ///     println!("{}", group.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - The call can fail with every error of [`get_member`](Client::get_member).
    /// - [`is_unreadable`](Error::is_unreadable) or
    ///   [`is_incomplete_list`](Error::is_incomplete_list) if the client needs the list of all
    ///   groups, and cannot read an item or the complete list.
    /// - [`is_invalid_input`](Error::is_invalid_input) if the client needs the list of all groups,
    ///   and a group has an invalid list of members.
    ///
    /// # Cancel safety
    ///
    /// The call changes nothing on the server, so you can drop its future at any time.
    pub async fn groups_of_member<I>(&self, user_id: I) -> Result<Vec<Group>, Error>
    where
        I: TryInto<UserId, Error: Into<Error>>,
    {
        let user_id: UserId = user_id.try_into().map_err(Into::into)?;
        let include = [MemberInclude::Groups];
        let user = self.get_member_with(user_id, &include).await?;
        match user.groups {
            Nullable::Value(Included::List(groups)) => return Ok(groups),
            Nullable::Value(Included::Wrapped(wrapped)) => match wrapped.data {
                Nullable::Value(groups) => return Ok(groups),
                Nullable::Null => return Ok(Vec::new()),
                Nullable::Absent | Nullable::Invalid(_) => {}
            },
            // The server ignored `with`, or the member has no groups. So the client reads all
            // groups.
            Nullable::Absent | Nullable::Null | Nullable::Invalid(_) => {}
        }
        let groups = self.list_groups_stream(ListGroups::new());
        let mut own = Vec::new();
        for group in groups.collect_all().await? {
            if group.member_ids()?.contains(&user_id) {
                own.push(group);
            }
        }
        Ok(own)
    }
}
