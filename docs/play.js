// Highlights the networks in the book. If the playground is served beside it, loads the script that runs them.
(() => {
  const KEYWORDS = 'and assert block else fn for if in it let not or param repeat then total use';
  const SETTINGS = 'allow batch convention deploy dtype frozen fused inplace network';

  /** A pattern at the beginning of a statement. */
  const first = (word) => new RegExp(`(?<=(?:^|[;{}:])[ \\t]*)${word}`).source;

  if (window.hljs) {
    window.hljs.registerLanguage('net', (hljs) => ({
      keywords: { keyword: KEYWORDS, literal: 'true false none' },
      contains: [
        hljs.HASH_COMMENT_MODE,
        { className: 'string', begin: '"', end: '"', illegal: '\\n' },
        { className: 'keyword', begin: first(`(?:${SETTINGS.replaceAll(' ', '|')})(?=[ \\t;{(]|$)`) },
        { className: 'built_in', begin: first(`(?!(?:${KEYWORDS.replaceAll(' ', '|')})\\b)[A-Za-z_]\\w*(?=[ \\t;}#]|$)`) },
        { className: 'number', begin: /\b\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?(?:x\d+)*(?:[KMGT]?i?B|[KMGT]|[munp]?s|[munpf]?J|%)?\b/ },
      ],
    }));
    for (const code of document.querySelectorAll('code.language-net')) {
      code.innerHTML = window.hljs.highlight('net', code.textContent).value;
      code.classList.add('hljs');
    }
  }
  import(new URL('playground/book.js', document.currentScript.src).href).catch(() => {});
})();
