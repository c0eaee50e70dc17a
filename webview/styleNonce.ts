// First of all imports: while it loads, the UI kit tries out a style element, with the nonce that it
// finds in this tag. A policy that allows the page's nonce for styles too lets that pass.
const nonce = document.currentScript?.nonce ?? '';
if (nonce !== '') {
  const tag = document.createElement('meta');
  tag.setAttribute('property', 'csp-nonce');
  tag.content = nonce;
  document.head.append(tag);
}
