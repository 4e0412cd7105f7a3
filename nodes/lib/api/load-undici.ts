type Undici = typeof import('undici');

let loaded: Undici | undefined;

/**
 * With the first client, not with the package: it takes 20 MB and a third of the time in which the package is
 * loaded, also where the palette has these nodes and no flow uses one.
 */
export function undici(): Undici {
  const found: Undici = loaded ?? require('undici');
  loaded = found;
  return found;
}
