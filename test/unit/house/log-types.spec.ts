import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROBE_IDS } from '../../../nodes/lib/assessments/permissions/permission-probes';
import { generic, mappingFor } from '../../../nodes/lib/formats/logs';
import { AUDIT_TYPES } from '../../../nodes/lib/properties/node/audit';
import { DIRECTORY_TYPES } from '../../../nodes/lib/properties/node/directory';
import { DLP_TYPES } from '../../../nodes/lib/properties/node/dlp';
import { HELD_TYPES } from '../../../nodes/lib/properties/node/held';
import { TTP_TYPES } from '../../../nodes/lib/properties/node/ttp';
import { CG_TYPES, CI_TYPES } from '../../../nodes/lib/properties/values/siem-types';
import { SIEM_TYPES, CI_TYPES as SIMULATED_CI_TYPES } from '../../../nodes/lib/simulator/simulator';
import { ALL_LOG_TYPES } from '../../../nodes/lib/streams/log-types';
import type { LogDefinition } from '../../../nodes/lib/streams/rest/log-definition';
import { SIMULATOR_LOGS, SNAPSHOT_LOGS, WINDOW_LOGS } from '../../wire/support/log-list';
import { SAMPLES } from '../formats/samples';

const ROOT = join(__dirname, '..', '..', '..');
const textOf = (path: string): string =>
  existsSync(join(ROOT, path)) ? readFileSync(join(ROOT, path), 'utf8') : '';

/** What a user can select in each node. */
const SELECTABLE: Readonly<Record<string, readonly string[]>> = {
  siem: [...CG_TYPES, ...CI_TYPES],
  audit: AUDIT_TYPES,
  dlp: DLP_TYPES,
  ttp: TTP_TYPES,
  held: HELD_TYPES,
  directory: DIRECTORY_TYPES,
};

const isSiem = ({ log }: LogDefinition): boolean => log === 'siem';

const PERMISSIONS = 'nodes/docs/permissions.md';
const SOURCES = 'nodes/docs/sources.md';
const SIMULATED: readonly string[] = [...SIMULATOR_LOGS, ...SIEM_TYPES, ...SIMULATED_CI_TYPES];
const OVER_THE_WIRE: readonly string[] = [...WINDOW_LOGS, ...SNAPSHOT_LOGS].map(([name]) => name);

function hasLabel(language: string, { log, type }: LogDefinition): boolean {
  const texts: { readonly types?: Readonly<Record<string, string>> } = JSON.parse(
    textOf(`nodes/${log}/locales/${language}.json`) || '{}',
  );
  return texts.types?.[type] !== undefined;
}

/** The permissions of a row are written with escaped bars. */
function isDocumented({ access: { permission, product } }: LogDefinition): boolean {
  const cell = permission?.replaceAll(' | ', ' \\| ') ?? 'none documented';
  return textOf(PERMISSIONS)
    .split('\n')
    .some((row) => row.includes(`| ${product} |`) && row.includes(cell));
}

/** The mapping that is found by the log alone belongs to the first type of the log. */
function hasMapping(definition: LogDefinition): boolean {
  const { log, type } = definition;
  const mapping = mappingFor(log, type);
  const earlier = ALL_LOG_TYPES.slice(0, ALL_LOG_TYPES.indexOf(definition)).filter((one) => one.log === log);
  return mapping !== generic && earlier.every((other) => mappingFor(log, other.type) !== mapping);
}

/** What a log type needs, in the order of the list in .github/CONTRIBUTING.md. */
const ENTRIES: readonly (readonly [missing: string, has: (definition: LogDefinition) => boolean])[] = [
  ['its name in nodes/lib/properties/', ({ log, type }) => SELECTABLE[log]?.includes(type) === true],
  [
    'a probe in nodes/lib/assessments/permissions/permission-probes.ts',
    (one) => PROBE_IDS.some((id) => one.key === id || (isSiem(one) && one.key.startsWith(`${id}.`))),
  ],
  ['a label in en-US.json', (definition) => hasLabel('en-US', definition)],
  ['a label in de.json', (definition) => hasLabel('de', definition)],
  [
    'a message in en-US.help.html',
    // The events of SIEM share one form, so its help does not show each type.
    (definition) => {
      const help = textOf(`nodes/${definition.log}/locales/en-US.help.html`);
      const topic = `"mimecast/${definition.log}/${isSiem(definition) ? '' : `${definition.type}"`}`;
      return help.includes(topic);
    },
  ],
  ['its route in nodes/lib/simulator/', (one) => SIMULATED.includes(isSiem(one) ? one.type : one.key)],
  ['a mapping of its own in nodes/lib/formats/logs/', hasMapping],
  [
    'a sample in test/unit/formats/samples/',
    ({ log, type }) => Object.values(SAMPLES).some((sample) => sample.log === log && sample.type === type),
  ],
  [`its permission in ${PERMISSIONS}`, isDocumented],
  [`its type in ${SOURCES}`, ({ type }) => textOf(SOURCES).includes(`\`${type}\``)],
  ['a test over the wire', (one) => isSiem(one) || OVER_THE_WIRE.includes(one.key)],
];

describe('A log type', () => {
  for (const [node, types] of Object.entries(SELECTABLE)) {
    it(`that can be selected in mimecast-${node} has a row in nodes/lib/streams/log-types.ts`, () => {
      const rows = ALL_LOG_TYPES.filter(({ log }) => log === node).map(({ type }) => type);
      assert.deepEqual(
        types.filter((type) => !rows.includes(type)),
        [],
      );
    });
  }

  for (const definition of ALL_LOG_TYPES) {
    const { log, type } = definition;
    it(`${log}/${type} has everything that it needs`, () => {
      const missing = ENTRIES.filter(([, has]) => !has(definition)).map(
        ([name]) => `${log}/${type}: ${name}`,
      );
      assert.deepEqual(missing, []);
    });
  }

  it('has a key and a name of its own', () => {
    assert.equal(new Set(ALL_LOG_TYPES.map(({ key }) => key)).size, ALL_LOG_TYPES.length);
    assert.equal(new Set(ALL_LOG_TYPES.map(({ log, type }) => `${log}/${type}`)).size, ALL_LOG_TYPES.length);
  });
});
