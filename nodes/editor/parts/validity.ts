import { type NodeType, PROPERTIES } from '../../lib/properties';
import { baseUrlProblem } from '../../lib/properties/account-rules';
import type { Problem, PropertyTable } from '../../lib/properties/kinds';
import { inputOf, type Translate } from './fields';

/** As far as validators need a node of the editor. */
interface Validated {
  readonly _: Translate;
  readonly region?: string | number;
}

interface Options {
  readonly label?: string;
}

/** In an open dialog the form is newer than the node. */
const regionOf = (node: Validated): string =>
  inputOf('node-config-input-region')?.value ?? String(node.region ?? '');

function problemOf(node: Validated, type: NodeType, property: string, value: unknown): Problem | undefined {
  if (type === 'mimecast-account' && property === 'baseUrl') {
    return baseUrlProblem(regionOf(node), String(value ?? ''));
  }
  const table: PropertyTable = PROPERTIES[type];
  const parsed = table[property]?.parse(value);
  return parsed === undefined || parsed.ok ? undefined : parsed.problem;
}

/** What every `validate` of `defaults` answers: `true`, or the reason in the user's language. */
export function validity(
  node: Validated,
  type: NodeType,
  property: string,
  value: unknown,
  options: Options = {},
): true | string {
  const problem = problemOf(node, type, property, value);
  if (problem === undefined) return true;
  const reason = node._(`reasons.${problem.key}`, { ...problem.values });
  return options.label === undefined ? reason : `${options.label}: ${reason}`;
}
