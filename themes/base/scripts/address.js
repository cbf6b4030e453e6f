// Fills the cities of a chosen province and the districts of a chosen city without a new page, and reads
// an address as soon as it is pasted. Without this script two buttons of the form do the same.
(() => {
  "use strict";
  const part = document.querySelector("[data-address]");
  if (!part) return;
  const [province, city, district] = ["province", "city", "district"].map((name) => part.querySelector(`[name="${name}"]`));
  const places = part.querySelector("[data-places]");
  const paste = part.querySelector("[data-paste]");
  const text = part.querySelector('[name="paste"]');
  const english = document.documentElement.lang.startsWith("en");
  if (!part.closest("form").requestSubmit) return;
  places.hidden = true;

  const show = (select, children, words) => {
    const choose = new Option(words, "");
    select.replaceChildren(choose, ...children.map((child) => new Option(english ? child.en : child.zh, child.code)));
    if (children.length === 1) select.value = children[0].code;
  };

  // What lies in a division; a choice made meanwhile is the newer one and wins.
  const load = async (from, into) => {
    const code = from.value;
    show(into, [], part.dataset.choose);
    if (!code) return;
    const answer = await fetch(part.dataset.children + code, { headers: { accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const children = await answer.json();
    if (from.value !== code) return;
    show(into, children, children.length ? part.dataset.choose : part.dataset.none);
  };

  // When the line is down, the form itself asks; it keeps what was typed.
  const orAsk = (work) => work.catch(() => part.closest("form").requestSubmit(places));

  province.addEventListener("change", () => {
    show(district, [], part.dataset.choose);
    orAsk(load(province, city).then(() => city.value && load(city, district)));
  });
  city.addEventListener("change", () => orAsk(load(city, district)));
  text.addEventListener("paste", () => {
    // The text stands in the field only after this event.
    setTimeout(() => {
      if (text.value.trim()) part.closest("form").requestSubmit(paste);
    });
  });
  part.dataset.ready = "yes";
})();
