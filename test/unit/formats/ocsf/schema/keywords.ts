/** Rules of the schema that JSON Schema has no words for. Each returns sentences; none when the rule is kept. */

export type Json = Readonly<Record<string, unknown>>;
export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const OTHER = '99';

export interface Captions {
  readonly [name: string]: { readonly sibling: string; readonly captions: Readonly<Record<string, string>> };
}

/** Beside an id stands its caption; beside 99 the word of the source. In lists, entry by entry. */
export function captionProblems(rules: Captions, value: Json): string[] {
  return Object.entries(rules).flatMap(([name, { sibling, captions }]) => {
    const ids = [value[name]].flat();
    const words = [value[sibling]].flat();
    if (value[name] === undefined || value[sibling] === undefined) return [];
    if (ids.length !== words.length) return [`${sibling} has not one caption for each of ${name}`];
    return ids.flatMap((id, index) => {
      const caption = captions[String(id)];
      return String(id) === OTHER || caption === undefined || caption === words[index]
        ? []
        : [`${sibling} is ${String(words[index])} beside ${name} ${String(id)}, ${caption}`];
    });
  });
}

/** The ids that follow from the class and the activity. */
export function typeProblems(caption: string, event: Json): string[] {
  const {
    class_uid: uid,
    activity_id: activity,
    activity_name: word,
    type_uid: type,
    type_name: name,
  } = event;
  const problems: string[] = [];
  if (type !== Number(uid) * 100 + Number(activity))
    problems.push(`type_uid ${String(type)} of class ${String(uid)} and activity ${String(activity)}`);
  const expected = `${caption}: ${String(activity) === OTHER ? 'Other' : String(word)}`;
  if (name !== undefined && word !== undefined && name !== expected)
    problems.push(`type_name ${String(name)} instead of ${expected}`);
  return problems;
}

/** An observable repeats a value of the event, by its path. */
export function observableProblems(event: Json): string[] {
  return [event['observables'] ?? []].flat().flatMap((one: unknown) => {
    if (!isObject(one) || typeof one['name'] !== 'string') return ['an observable without a name'];
    const found = valuesAt(event, one['name'].replaceAll('[]', '').split('.'));
    const { value } = one;
    if (value === undefined) return found.length > 0 ? [] : [`the observable ${one['name']} is not there`];
    return found.some((there) => String(there) === value)
      ? []
      : [`the observable ${one['name']} is not there`];
  });
}

function valuesAt(value: unknown, steps: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((one) => valuesAt(one, steps));
  const [step, ...others] = steps;
  if (step === undefined) return [value];
  return isObject(value) && Object.hasOwn(value, step) ? valuesAt(value[step], others) : [];
}
