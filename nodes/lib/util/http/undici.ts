type Undici = typeof import('undici');

let loaded: Undici | undefined;

/**
 * Loads undici on first use. It takes 20 MB and a third of the package's load time. An installation without
 * these nodes in a flow does not load it.
 */
export function loadUndici(): Undici {
  const found: Undici = loaded ?? require('undici');
  loaded = found;
  return found;
}
