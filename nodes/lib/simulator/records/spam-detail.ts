/** `spamProcessingDetail` in the five encodings that were seen (mimecast-api.md 4.3), as finished JSON text. */

const check = (allow: boolean, info: string): Record<string, unknown> => ({ allow, info });

function detail(risk: string, decision: string, deep: boolean): Record<string, unknown> {
  const categories = deep
    ? [
        {
          name: 'spam',
          risk,
          score: 31,
          subcategories: [
            { name: 'bulk', risk, score: 12, augmentations: [{ name: 'fuzzy_hash', risk: 'low', score: 1 }] },
            { name: 'content', risk: 'negligible' },
          ],
        },
      ]
    : [{ name: 'spam', risk }];
  const bad = decision === 'spam';
  return {
    spf: check(!bad, bad ? 'FAIL' : 'ALLOW'),
    dkim: check(true, bad ? 'NONE' : 'ALLOW'),
    dmarc: check(!bad, bad ? 'DMARC=fail; p=reject' : 'ALLOW'),
    rbl: check(true, ''),
    permittedSender: check(false, 'NONE'),
    managedSender: check(!bad, 'UNKNOWN'),
    greyEmail: deep && !bad,
    [deep ? 'spamVerdict' : 'verdict']: { decision, description: '', risk, categories },
  };
}

/** As some exporter printed it: single quotes, True and None. Not JSON. */
function pythonLike(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('"', "'")
    .replaceAll(':true', ': True')
    .replaceAll(':false', ': False')
    .replaceAll(':null', ': None');
}

const ENCODINGS: readonly ((value: Record<string, unknown>) => string)[] = [
  (value) => JSON.stringify(value),
  (value) => JSON.stringify(JSON.stringify(value)),
  (value) => JSON.stringify(JSON.stringify(JSON.stringify(value))),
  (value) => JSON.stringify(pythonLike(value)),
  () => 'null',
];

export const SPAM_DETAILS: readonly string[] = [
  detail('negligible', 'ham', false),
  detail('low', 'ham', true),
  detail('high', 'spam', true),
].flatMap((value) => ENCODINGS.map((encode) => encode(value)));
