// How the page talks to the sandbox. Nothing else here knows an address.

export class Refused extends Error {
  constructor(status, description) {
    super(description);
    this.status = status;
  }
}

async function ask(path, body) {
  const how = body === undefined ? {} : {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  const response = await fetch(path, how).catch(() => {
    throw new Refused(0, "The sandbox does not answer. Is it still running?");
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(response.status, answer.error ?? response.statusText);
  return answer;
}

export const world = () => ask("/play/world");
export const makePerson = (name) => ask("/play/person", { name });

export const chat = (id, person, since) => ask(`/play/chat/${id}?from=${person}&since=${since}`);
export const events = (since) => ask(`/play/events?since=${since}`);
export const fileAddress = (file) => `/play/file/${encodeURIComponent(file)}`;

export const send = (message) => ask("/play/send", message);
export const edit = (change) => ask("/play/edit", change);
export const react = (sign) => ask("/play/react", sign);
export const tap = (where) => ask("/play/tap", where);
export const setBlocked = (person, blocked) => ask(blocked ? "/play/block" : "/play/unblock", { from: person });

export const clock = () => ask("/play/clock");
export const advance = (seconds) => ask("/play/clock", { advance: seconds });
export const faults = () => ask("/play/faults");
export const setFaults = (wanted) => ask("/play/faults", wanted);
export const setTopics = (on) => ask("/play/topics", { on });
