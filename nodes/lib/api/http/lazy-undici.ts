type Undici = typeof import('undici');

let loaded: Undici | undefined;

/**
 * Loads undici on first use. It takes 20 MB and a third of the package's load time, which an installation without
 * these nodes in a flow should not pay.
 */
export function loadUndici(): Undici {
  const found: Undici = loaded ?? require('undici');
  loaded = found;
  return found;
}
