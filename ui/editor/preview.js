// Puts `html` into the page, in an isolated world of its own: no script of the newsletter shares it.
//
// What could act is taken out while the tree is still inert (nothing of a DOMParser's document loads or runs); policy,
// filter and session keep out what is left. Names in the newsletter (<img name="body">, <input name="attributes">) hide
// properties of documents and forms, in this world too: so everything is asked by way of the prototypes.
const getterOf = (prototype, name) => Object.getOwnPropertyDescriptor(prototype, name).get;
const queryAll = (root, selector) => Document.prototype.querySelectorAll.call(root, selector);
const headOf = (root) => getterOf(Document.prototype, 'head').call(root);
const bodyOf = (root) => getterOf(Document.prototype, 'body').call(root);
const rootOf = (root) => getterOf(Document.prototype, 'documentElement').call(root);
const childrenOf = (node) => Array.from(getterOf(Node.prototype, 'childNodes').call(node));
const remove = (element) => Element.prototype.remove.call(element);
const namesOf = (element) => Element.prototype.getAttributeNames.call(element);
const valueOf = (element, name) => Element.prototype.getAttribute.call(element, name);
const drop = (element, name) => Element.prototype.removeAttribute.call(element, name);

const ACTING = 'script, iframe, frame, frameset, object, embed, applet, portal, base, link, meta[http-equiv]';
const ACTING_NAME = /^(on.*|action|formaction|ping|target|download|autofocus|autoplay|srcdoc)$/i;
const ACTING_SCHEME = /^[\s\u0000-\u0020]*(javascript|vbscript):/i;

function disarm(parsed) {
  for (const element of queryAll(parsed, ACTING))
    remove(element);
  for (const element of queryAll(parsed, '*')) {
    for (const name of namesOf(element)) {
      if (ACTING_NAME.test(name) || ACTING_SCHEME.test(valueOf(element, name)))
        drop(element, name);
    }
  }
}

function takeAttributes(to, from) {
  const names = namesOf(from);

  for (const name of namesOf(to)) {
    if (!names.includes(name))
      drop(to, name);
  }
  for (const name of names)
    Element.prototype.setAttribute.call(to, name, valueOf(from, name));
}

const parsed = new DOMParser().parseFromString(html, 'text/html');
const x = window.scrollX;
const y = window.scrollY;

disarm(parsed);
takeAttributes(rootOf(document), rootOf(parsed));
// The policy stays first, though it holds without its element too.
Element.prototype.replaceChildren.call(headOf(document), childrenOf(headOf(document))[0], ...childrenOf(headOf(parsed)));
if (bodyOf(parsed) !== null)
  Element.prototype.replaceWith.call(bodyOf(document), bodyOf(parsed));
window.scrollTo({ left: x, top: y, behavior: 'instant' });
return queryAll(document, '*').length;
