// Puts `html` into the page, in an isolated world of its own: no script of the newsletter shares it.
//
// What could act is taken out while the tree is still inert (nothing of a DOMParser's document loads or runs); policy,
// filter and session keep out what is left. Names in the newsletter (<img name="body">, <input name="attributes">) hide
// properties of documents and forms, in this world too: so everything is asked by way of the prototypes.
//
// Made once a page, so that the engine gets to know it; kept under a symbol, which no name can hide.
globalThis[Symbol.for('postino')] ??= (() => {
  const getterOf = (prototype, name) => Object.getOwnPropertyDescriptor(prototype, name).get;
  const copyOf = (node) => Document.prototype.importNode.call(document, node, true);
  const queryAll = (root, selector) => Document.prototype.querySelectorAll.call(root, selector);
  const headOf = (root) => getterOf(Document.prototype, 'head').call(root);
  const bodyOf = (root) => getterOf(Document.prototype, 'body').call(root);
  const rootOf = (root) => getterOf(Document.prototype, 'documentElement').call(root);
  const isEqual = (one, other) => Node.prototype.isEqualNode.call(one, other);
  const childrenOf = (node) => Array.from(getterOf(Node.prototype, 'childNodes').call(node));
  const remove = (element) => Element.prototype.remove.call(element);
  const namesOf = (element) => Element.prototype.getAttributeNames.call(element);
  const valueOf = (element, name) => Element.prototype.getAttribute.call(element, name);
  const drop = (element, name) => Element.prototype.removeAttribute.call(element, name);

  const ACTING = 'script, iframe, frame, frameset, object, embed, applet, portal, base, link, meta[http-equiv]';
  const ACTING_NAMES = new Set(['action', 'formaction', 'ping', 'target', 'download', 'autofocus', 'autoplay', 'srcdoc']);
  const ADDRESS_NAMES = new Set(['href', 'xlink:href', 'src', 'data', 'background', 'to', 'from', 'values']);
  const ACTING_SCHEME = /^[\s\u0000-\u0020]*(javascript|vbscript):/i;

  function isActing(element, name) {
    return name.startsWith('on') || ACTING_NAMES.has(name)
      || (ADDRESS_NAMES.has(name) && ACTING_SCHEME.test(valueOf(element, name)));
  }

  function disarm(parsed) {
    for (const element of queryAll(parsed, ACTING))
      remove(element);
    for (const element of queryAll(parsed, '*')) {
      for (const name of namesOf(element)) {
        if (isActing(element, name))
          drop(element, name);
      }
    }
  }

  // Elements of one kind, whose inside may be compared.
  function isAlike(one, other) {
    const kindOf = getterOf(Node.prototype, 'nodeName');

    return one instanceof Element && other instanceof Element && kindOf.call(one) === kindOf.call(other);
  }

  // By their nodes: the parser takes names that setAttribute () refuses.
  function takeAttributes(to, from) {
    const names = namesOf(from);

    for (const name of namesOf(to)) {
      if (!names.includes(name))
        drop(to, name);
    }
    for (const name of names) {
      if (valueOf(to, name) !== valueOf(from, name))
        Element.prototype.setAttributeNodeNS.call(to, copyOf(Element.prototype.getAttributeNode.call(from, name)));
    }
  }

  // Only what differs is exchanged: what is equal at the beginning and at the end stays, and where one element on each
  // side is left, its inside is compared. So the page is laid out anew in one place; its images and its scroll stay.
  function patch(live, next) {
    const before = childrenOf(live);
    const after = childrenOf(next);
    let from = 0;
    let same = 0;

    while (from < before.length && from < after.length && isEqual(before[from], after[from]))
      from++;
    while (same < before.length - from && same < after.length - from
           && isEqual(before[before.length - 1 - same], after[after.length - 1 - same]))
      same++;

    const old = before.slice(from, before.length - same);
    const fresh = after.slice(from, after.length - same);

    if (old.length === 1 && fresh.length === 1 && isAlike(old[0], fresh[0])) {
      takeAttributes(old[0], fresh[0]);
      patch(old[0], fresh[0]);
      return;
    }
    for (const node of fresh)
      Node.prototype.insertBefore.call(live, node, before[from] ?? null);
    for (const node of old)
      Node.prototype.removeChild.call(live, node);
  }

  function exchange(html) {
    const parsed = new DOMParser().parseFromString(html, 'text/html');
    const x = window.scrollX;
    const y = window.scrollY;

    disarm(parsed);
    takeAttributes(rootOf(document), rootOf(parsed));
    // Our policy stays the first of the head: it is not among what is compared.
    Node.prototype.insertBefore.call(headOf(parsed), copyOf(childrenOf(headOf(document))[0]),
                                     childrenOf(headOf(parsed))[0] ?? null);
    patch(headOf(document), headOf(parsed));
    if (bodyOf(parsed) !== null) {
      takeAttributes(bodyOf(document), bodyOf(parsed));
      patch(bodyOf(document), bodyOf(parsed));
    }
    // Asked first: at a zoom between whole pixels a scroll to where one is moves a little.
    if (window.scrollX !== x || window.scrollY !== y)
      window.scrollTo({ left: x, top: y, behavior: 'instant' });
  }

  return exchange;
})();
globalThis[Symbol.for('postino')](html);
return 0;
