/** `spamProcessingDetail` in the five encodings that were seen (wire.md 4.3), as JSON text. */

const checkResult = (allow: boolean, info: string): Record<string, unknown> => ({ allow, info });

function detail(risk: string, decision: string, isDetailed: boolean): Record<string, unknown> {
  const categories = isDetailed
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
  const isSpam = decision === 'spam';
  return {
    spf: checkResult(!isSpam, isSpam ? 'FAIL' : 'ALLOW'),
    dkim: checkResult(true, isSpam ? 'NONE' : 'ALLOW'),
    dmarc: checkResult(!isSpam, isSpam ? 'DMARC=fail; p=reject' : 'ALLOW'),
    rbl: checkResult(true, ''),
    permittedSender: checkResult(false, 'NONE'),
    managedSender: checkResult(!isSpam, 'UNKNOWN'),
    greyEmail: isDetailed && !isSpam,
    [isDetailed ? 'spamVerdict' : 'verdict']: { decision, description: '', risk, categories },
  };
}

/** As Python prints it: single quotes, True and None. Not JSON. */
function pythonRepr(value: unknown): string {
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
  (value) => JSON.stringify(pythonRepr(value)),
  () => 'null',
];

export const SPAM_DETAILS: readonly string[] = [
  detail('negligible', 'ham', false),
  detail('low', 'ham', true),
  detail('high', 'spam', true),
].flatMap((value) => ENCODINGS.map((encode) => encode(value)));
