// Sends the requests of the forms to the server of this page, and shows the responses. A response
// is inserted only as text, so it cannot add elements to the page.

"use strict";

{
  // The headers worth showing. The other headers are the same in every response.
  const HEADERS = ["content-type", "x-request-id", "retry-after", "date"];
  const SECONDS = 30;

  const server = document.getElementById("server");
  const token = document.getElementById("server-token");

  // The reason why a request cannot be sent, as a message for the user.
  class Refused extends Error {}

  const inputs = (form, place) =>
    [...form.elements].filter((input) => input.dataset.in === place);

  // The target of the request. The API requires %20 for a space and %2B for a plus.
  const target = (form) => {
    let path = form.dataset.path;
    for (const { name, value } of inputs(form, "path")) {
      if (value === "." || value === "..") {
        throw new Refused(`“${value}” cannot be sent as ${name}, because browsers treat it as a relative path.`);
      }
      path = path.replace(`{${name}}`, () => encodeURIComponent(value));
    }
    const pairs = inputs(form, "query")
      .filter(({ value }) => value !== "")
      .map(({ name, value }) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
    return server.dataset.prefix + path + (pairs.length > 0 ? `?${pairs.join("&")}` : "");
  };

  const request = (form) => {
    const headers = new Headers({ Accept: "application/json", "X-Tallyfy-Client": "APIClient" });
    try {
      headers.set("Authorization", `Bearer ${token.value}`);
      for (const { name, value } of inputs(form, "header")) {
        if (value !== "") headers.set(name, value);
      }
    } catch {
      throw new Refused("The access token or another header contains an invalid character.");
    }
    const [body] = inputs(form, "body").filter(({ value }) => value !== "");
    if (body) headers.set("Content-Type", body.dataset.type);
    return new Request(target(form), {
      method: form.dataset.method,
      headers,
      body: body?.value,
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      signal: AbortSignal.timeout(1000 * SECONDS),
    });
  };

  // Indents JSON, unless this would change more than whitespace, as with very large numbers.
  const pretty = (text) => {
    try {
      const value = JSON.parse(text);
      return JSON.stringify(value) === text ? JSON.stringify(value, null, 2) : text;
    } catch {
      return text;
    }
  };

  const element = (name, text) => {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  };

  const show = (form, response, text) => {
    const answer = form.querySelector(".answer");
    const sent = response.url.slice(location.origin.length);
    answer.querySelector(".sent").textContent = `${form.dataset.method} ${sent}`;
    const headers = HEADERS.filter((name) => response.headers.has(name));
    const rows = headers.flatMap((name) => [
      element("dt", name),
      element("dd", response.headers.get(name)),
    ]);
    answer.querySelector("dl").replaceChildren(...rows);
    answer.querySelector("pre code").textContent = pretty(text);
    answer.querySelector("pre").hidden = text === "";
    answer.hidden = false;
  };

  // Suggests the ids of a list in the forms that need such an id.
  const offer = (operation, text) => {
    let ids;
    try {
      ids = JSON.parse(text).data.map(({ id }) => String(id));
    } catch {
      return;
    }
    const name = `try-ids-${operation}`;
    const list = document.getElementById(name) ?? document.createElement("datalist");
    list.id = name;
    list.replaceChildren(...ids.map((id) => element("option", id)));
    document.body.append(list);
    for (const input of document.querySelectorAll(`[data-from="${operation}"]`)) {
      input.setAttribute("list", name);
    }
  };

  const send = async (form) => {
    const status = form.querySelector(".status");
    form.querySelector(".answer").hidden = true;
    status.textContent = "Sending…";
    const began = performance.now();
    try {
      const response = await fetch(request(form));
      const text = await response.text();
      const took = Math.round(performance.now() - began);
      const rest = text === "" ? ", without a body" : "";
      status.textContent = `${response.status} ${response.statusText}, after ${took} ms${rest}`;
      show(form, response, text);
      if (response.ok) offer(form.dataset.operation, text);
    } catch (error) {
      status.textContent =
        error instanceof Refused ? error.message
        : error.name === "TimeoutError" ? `The server did not respond within ${SECONDS} seconds.`
        : `The response is missing or incomplete. Check that the server runs at ${location.origin}.`;
    }
  };

  // A page that was saved as a file has no server.
  if (server && location.protocol.startsWith("http")) {
    document.getElementById("server-url").textContent = location.origin + server.dataset.prefix;
    for (const part of document.querySelectorAll(".try")) part.hidden = false;
    document.addEventListener("submit", (event) => {
      event.preventDefault();
      void send(event.target);
    });
    document.addEventListener("change", ({ target: { dataset, value } }) => {
      if (dataset.for) document.getElementById(dataset.for).value = value;
    });
  }
}
