import { type NodeType, PROPERTIES } from '../../lib/properties';
import type { PropertyTable, ValidationProblem } from '../../lib/properties/property-types';
import { baseUrlProblem } from '../../lib/properties/values/account-validation';
import { type Auth, regionProblem } from '../../lib/properties/values/regions';
import { inputOf, type Translate } from './fields';

/** The members of an editor node that validators use. */
interface ValidatedNode {
  readonly _: Translate;
  readonly region?: string | number;
  readonly auth?: string | number;
}

interface Options {
  readonly label?: string;
}

/** In an open dialog the form value is newer than the node. */
const currentValue = (node: ValidatedNode, property: 'region' | 'auth'): string =>
  inputOf(`node-config-input-${property}`)?.value ?? String(node[property] ?? '');

/** Validates with the JSONata parser of Node-RED's editor; it throws an object with a `message`. */
function jsonataProblem(expression: string): ValidationProblem | undefined {
  const jsonata: unknown = Reflect.get(globalThis, 'jsonata');
  if (expression.trim() === '' || typeof jsonata !== 'function') return undefined;
  try {
    jsonata(expression);
    return undefined;
  } catch (error) {
    const reason =
      typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';
    return { key: 'jsonata', values: { reason } };
  }
}

const authOf = (node: ValidatedNode): Auth => (currentValue(node, 'auth') === 'legacy' ? 'legacy' : 'oauth2');

/** Validators that need other properties: valid hosts and regions depend on the credentials. */
const CUSTOM_VALIDATORS: Readonly<
  Record<string, (value: string, node: ValidatedNode) => ValidationProblem | undefined>
> = {
  'mimecast-account.baseUrl': (value, node) => baseUrlProblem(currentValue(node, 'region'), value),
  'mimecast-account.region': (value, node) => {
    const region = PROPERTIES['mimecast-account'].region.parse(value);
    return region.ok ? regionProblem(region.value, authOf(node)) : region.problem;
  },
  'mimecast-ack.accept': jsonataProblem,
};

function findProblem(
  node: ValidatedNode,
  type: NodeType,
  property: string,
  value: unknown,
): ValidationProblem | undefined {
  const validate = CUSTOM_VALIDATORS[`${type}.${property}`];
  if (validate !== undefined) return validate(String(value ?? ''), node);
  const table: PropertyTable = PROPERTIES[type];
  const parsed = table[property]?.parse(value);
  return parsed === undefined || parsed.ok ? undefined : parsed.problem;
}

/** Errors are in the catalogue of one node, for all nodes (build/catalogues.mjs). */
const REASONS_KEY = 'node-red-contrib-mimecast/mimecast-account:reasons';

/** The result of every `validate` in `defaults`: `true`, or an error message in the user's language. */
export function validateProperty(
  node: ValidatedNode,
  type: NodeType,
  property: string,
  value: unknown,
  options: Options = {},
): true | string {
  const problem = findProblem(node, type, property, value);
  if (problem === undefined) return true;
  const reason = node._(`${REASONS_KEY}.${problem.key}`, { ...problem.values });
  return options.label === undefined ? reason : `${options.label}: ${reason}`;
}
