// Keeps the marked parts of a market page fresh: an event says that something changed, the page is
// fetched again and every part with data-live takes the new one's place, at most four times a second.
// Without this script the page is right whenever it is loaded.
(() => {
  "use strict";
  const PAUSE_MS = 250;
  let wanted = false;
  let busy = false;

  // A part that the visitor is typing into or has opened stays as it is until the next event.
  const inUse = (part) => {
    const at = document.activeElement;
    return at && part.contains(at) && /^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName);
  };

  const swap = (fresh) => {
    for (const part of document.querySelectorAll("[data-live]")) {
      const next = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
      if (!next || inUse(part) || next.isEqualNode(part)) continue;
      const held = part.contains(document.activeElement) ? document.activeElement : null;
      const mark = held && (held.getAttribute("href") || held.getAttribute("aria-label"));
      part.replaceWith(next);
      if (mark) {
        const again = [...next.querySelectorAll("a, button")]
          .find((one) => one.getAttribute("href") === mark || one.getAttribute("aria-label") === mark);
        if (again) again.focus({ preventScroll: true });
      }
    }
  };

  const refresh = async () => {
    if (busy) return;
    busy = true;
    while (wanted) {
      wanted = false;
      try {
        const answer = await fetch(location.href, { headers: { accept: "text/html" } });
        if (answer.ok) swap(new DOMParser().parseFromString(await answer.text(), "text/html"));
      } catch (_) {
        // The stream comes back by itself and asks again then.
      }
      await new Promise((done) => setTimeout(done, PAUSE_MS));
    }
    busy = false;
  };

  const ask = () => {
    wanted = true;
    refresh();
  };

  const stream = new EventSource("/market/live");
  let opened = false;
  stream.addEventListener("open", () => {
    // Whatever happened while the line was down is on the fresh page.
    if (opened) ask();
    opened = true;
    document.documentElement.dataset.liveState = "open";
  });
  stream.addEventListener("market", ask);
  stream.addEventListener("missed", ask);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && wanted) refresh();
  });
})();
