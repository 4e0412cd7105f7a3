/** A group that became a member of another one, or is none any more: `Added group Sales to group Finance` (wire.md 7.4). */
import type { AuditText } from '../../parsers/audit-text/parse';

export interface Nesting {
  readonly isRemoved: boolean;
  /** undefined when the text does not say clearly where the name ends */
  readonly group: string | undefined;
  readonly subgroup: string | undefined;
}

const GROUP = '(?:the )?(?:(?:profile|parent) )?(?:group|folder)';
const SUBGROUP = '(?:the )?(?:(?:profile|nested|child|member) )?(?:sub-?)?(?:group|folder)';
const PUT = '(added|assigned|removed|deleted)';
const START = '^(?:action performed - )?(?:successfully )?';
/** A name in quotes is blank here. */
const NAME = '\\s{1,5}([^\\n]{0,200}?)\\s{0,5}';
const LAST_NAME = '(?:\\s{1,5}([^\\n]{1,200}?))?\\s{0,5}[.]?\\s{0,5}$';

const ACTIVE = new RegExp(`${START}${PUT} ${SUBGROUP}${NAME}\\b(?:to|from) ${GROUP}${LAST_NAME}`, 'i');
const PASSIVE = new RegExp(
  `${START}${SUBGROUP}${NAME}(?:\\b(?:was|has been) )?\\b${PUT} (?:to|from) ${GROUP}${LAST_NAME}`,
  'i',
);
const REMOVED = /^(?:removed|deleted)$/i;
/** A second place where a name could end. */
const AMBIGUOUS = /(?:^|\s)(?:to|from)\s/i;

const HAS_TARGET = /\b(?:to|from) /i;

function inSentence({ words, quoted }: AuditText): Nesting | undefined {
  if (!HAS_TARGET.test(words)) return undefined;
  const lines = words.trim();
  const active = ACTIVE.exec(lines);
  const passive = active === null ? PASSIVE.exec(lines) : null;
  const verb = active?.[1] ?? passive?.[2];
  if (verb === undefined) return undefined;
  const bare = [active?.[2] ?? passive?.[1] ?? '', active?.[3] ?? passive?.[3] ?? ''].map((one) =>
    one.trim(),
  );
  const names = [...quoted];
  const [subgroup, group] = bare.map((one) => {
    if (one === '') return names.shift()?.text;
    return AMBIGUOUS.test(one) || one.includes('@') ? undefined : one;
  });
  // a name that is in quotes only in part
  return names.length > 0
    ? { isRemoved: REMOVED.test(verb), group: undefined, subgroup: undefined }
    : { isRemoved: REMOVED.test(verb), group, subgroup };
}

const SUBGROUP_KEY = /^(?:(?:nested|child|member) (?:group|folder)|sub[ -]?(?:group|folder))(?: name)?$/;
const GROUP_KEY = /^(?:(?:profile|parent) )?(?:group|folder)(?: name)?$/;
const REMOVING = /\b(?:removed|deleted|removal)\b/i;

function inPairs(type: string, { words, pairs }: AuditText): Nesting | undefined {
  const subgroup = pairs.find(({ key }) => SUBGROUP_KEY.test(key))?.value;
  const group = pairs.find(({ key }) => GROUP_KEY.test(key))?.value;
  if (subgroup === undefined || group === undefined) return undefined;
  return { isRemoved: REMOVING.test(`${type} ${words}`), group, subgroup };
}

export const nestingIn = (type: string, text: AuditText): Nesting | undefined =>
  inPairs(type, text) ?? inSentence(text);
