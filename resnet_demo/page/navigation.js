// A link to another page takes language and look along, once they were switched. `SWITCHES`, in
// `address.js`, says where they stand in an address.

addEventListener(
  "click",
  ({ target }) => {
    const link = target.closest?.("a.rl-page");
    if (!link) return;
    const address = new URL(link.href);
    const here = new URLSearchParams(location.search);
    for (const part of Object.values(SWITCHES)) {
      if (here.has(part)) address.searchParams.set(part, here.get(part));
    }
    link.href = address;
  },
  true,
);
