/** examples/elastic/dashboard.ndjson: the objects refer to each other, and their fields are in the template and in our documents. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DOCUMENTS, ELASTIC, exportedLines, templateSource } from './files';
import { matchesKql, parseKql, valuesAt } from './kql';
import { indexTemplate, Mapping } from './mapping';

const template = indexTemplate.parse(templateSource);
const mapping = new Mapping(template.template.mappings);

const reference = z.strictObject({ id: z.string(), name: z.string(), type: z.string() });
const common = {
  id: z.string().min(1),
  coreMigrationVersion: z.string(),
  typeMigrationVersion: z.string(),
  managed: z.literal(false),
  references: z.array(reference),
};
const dataView = z.strictObject({
  ...common,
  type: z.literal('index-pattern'),
  attributes: z.strictObject({ title: z.string(), name: z.string(), timeFieldName: z.string() }),
});
const column = z.looseObject({
  operationType: z.enum(['count', 'terms', 'date_histogram']),
  sourceField: z.string(),
  isBucketed: z.boolean(),
  params: z.looseObject({ orderBy: z.looseObject({ columnId: z.string() }).optional() }),
});
const lens = z.strictObject({
  ...common,
  type: z.literal('lens'),
  attributes: z.looseObject({
    title: z.string(),
    visualizationType: z.literal('lnsXY'),
    state: z.looseObject({
      query: z.strictObject({ language: z.literal('kuery'), query: z.string() }),
      datasourceStates: z.strictObject({
        formBased: z.strictObject({
          layers: z.record(
            z.string(),
            z.looseObject({ columns: z.record(z.string(), column), columnOrder: z.array(z.string()) }),
          ),
        }),
      }),
      visualization: z.looseObject({
        layers: z.array(
          z.looseObject({
            layerId: z.string(),
            accessors: z.array(z.string()),
            xAccessor: z.string(),
            splitAccessor: z.string().optional(),
          }),
        ),
      }),
    }),
  }),
});
const panel = z.looseObject({
  type: z.literal('lens'),
  panelIndex: z.string(),
  panelRefName: z.string(),
  gridData: z.strictObject({ x: z.int(), y: z.int(), w: z.int(), h: z.int(), i: z.string() }),
});
const dashboard = z.strictObject({
  ...common,
  type: z.literal('dashboard'),
  attributes: z.looseObject({
    title: z.string(),
    panelsJSON: z.string(),
    optionsJSON: z.string(),
    kibanaSavedObjectMeta: z.strictObject({ searchSourceJSON: z.string() }),
  }),
});
const summary = z.strictObject({
  exportedCount: z.int(),
  missingRefCount: z.literal(0),
  missingReferences: z.tuple([]),
  excludedObjects: z.tuple([]),
  excludedObjectsCount: z.literal(0),
});

const savedObjects = z
  .array(z.discriminatedUnion('type', [dataView, lens, dashboard]))
  .parse(exportedLines.slice(0, -1));
const ofType = <T extends (typeof savedObjects)[number]['type']>(type: T) =>
  savedObjects.filter((one): one is Extract<typeof one, { type: T }> => one.type === type);

type State = z.infer<typeof lens>['attributes']['state'];

/** The columns that order, sort and axes of a layer name. */
function columnsNamed({ datasourceStates, visualization }: State, id: string): readonly string[] {
  const layer = datasourceStates.formBased.layers[id];
  const shown = visualization.layers.filter(({ layerId }) => layerId === id);
  const named = [
    ...(layer?.columnOrder ?? []),
    ...Object.values(layer?.columns ?? {}).map(({ params }) => params.orderBy?.columnId),
    ...shown.flatMap(({ accessors, xAccessor, splitAccessor }) => [...accessors, xAccessor, splitAccessor]),
  ];
  return [...new Set(named.filter((one) => one !== undefined))].sort();
}

const COUNT = '___records___';
const GRID_COLUMNS = 48;

describe('examples/elastic, dashboard', () => {
  it('is an export: one object per line, and a summary at the end', () => {
    assert.equal(summary.parse(exportedLines.at(-1)).exportedCount, savedObjects.length);
    assert.equal(new Set(savedObjects.map(({ id }) => id)).size, savedObjects.length);
    assert.equal(ofType('dashboard').length, 1);
  });

  it('every reference leads to an object of the export', () => {
    for (const { id, references } of savedObjects)
      for (const to of references)
        assert.ok(
          savedObjects.some((one) => one.id === to.id && one.type === to.type),
          `${id}: ${to.name}`,
        );
  });

  it('the data view has the pattern of the template', () => {
    assert.deepEqual(
      ofType('index-pattern').map(({ attributes }) => attributes.title),
      template.index_patterns,
    );
    assert.equal(mapping.typeOf(ofType('index-pattern')[0]?.attributes.timeFieldName ?? ''), 'date');
  });

  it('the dashboard shows every visualisation once, in panels that do not overlap', () => {
    for (const { attributes, references } of ofType('dashboard')) {
      JSON.parse(attributes.optionsJSON);
      JSON.parse(attributes.kibanaSavedObjectMeta.searchSourceJSON);
      const panels = z.array(panel).parse(JSON.parse(attributes.panelsJSON));
      const shown = panels.map(
        ({ panelIndex, panelRefName }) =>
          references.find(({ name }) => name === `${panelIndex}:${panelRefName}`)?.id,
      );
      assert.deepEqual(
        shown.sort(),
        ofType('lens')
          .map(({ id }) => id)
          .sort(),
      );
      const cells = panels.flatMap(({ gridData: { x, y, w, h } }) => {
        assert.ok(x >= 0 && x + w <= GRID_COLUMNS);
        return Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`);
      });
      assert.equal(new Set(cells).size, cells.length);
    }
  });

  for (const { attributes, references } of ofType('lens')) {
    const { state, title } = attributes;
    const layers = Object.entries(state.datasourceStates.formBased.layers);
    const columns = layers.flatMap(([, layer]) => Object.values(layer.columns));
    const fields = columns.map(({ sourceField }) => sourceField).filter((field) => field !== COUNT);
    const conditions = parseKql(state.query.query);

    it(`${title}: layers, columns and their references resolve`, () => {
      assert.deepEqual(
        layers.map(([id]) => `indexpattern-datasource-layer-${id}`),
        references.map(({ name }) => name),
      );
      assert.deepEqual(
        layers.map(([id]) => id),
        state.visualization.layers.map(({ layerId }) => layerId),
      );
      for (const [id, layer] of layers)
        assert.deepEqual(columnsNamed(state, id), Object.keys(layer.columns).sort());
    });

    it(`${title}: its fields are in the template, with types that can be counted`, () => {
      for (const { operationType, sourceField } of columns.filter((one) => one.sourceField !== COUNT))
        assert.equal(
          mapping.typeOf(sourceField),
          operationType === 'terms' ? 'keyword' : 'date',
          sourceField,
        );
      for (const { field } of conditions) assert.ok(mapping.typeOf(field) !== undefined, field);
    });

    it(`${title}: it shows some of our documents, and not all`, () => {
      const shown = [...DOCUMENTS].filter(([, document]) => matchesKql(document, conditions));
      assert.ok(shown.length > 0 && shown.length < DOCUMENTS.size);
      assert.ok(
        shown.some(([, document]) => fields.every((field) => valuesAt(document, field).length > 0)),
        `no document has ${fields.join(', ')}`,
      );
    });
  }

  /** The records of each panel, by name. */
  const SHOWN: Readonly<Record<string, readonly string[]>> = {
    'Mails by action': ['siem-receipt', 'siem-process', 'siem-delivery', 'receipt, accepted'],
    'Rejected, by reason': ['siem-receipt', 'held-rejections', 'delivery, refused'],
    'Senders of blocked mails': ['siem-receipt', 'siem-process', 'siem-av'],
    'Clicks, by verdict': ['ttp-url', 'ttp url, allowed click'],
    'Failed log-ons, by user': ['audit-logon-failed', 'audit, wrong password'],
  };
  for (const [title, names] of Object.entries(SHOWN))
    it(`${title} shows ${names.join(' · ')}`, () => {
      const found = ofType('lens').find(({ attributes }) => attributes.title === title);
      assert.ok(found !== undefined);
      const conditions = parseKql(found.attributes.state.query.query);
      for (const name of names) assert.ok(matchesKql(DOCUMENTS.get(name), conditions), name);
      for (const name of ['audit-logon', 'directory-users', 'kri', 'ttp url, entry scan'])
        assert.ok(!matchesKql(DOCUMENTS.get(name), conditions), name);
    });
});

describe('examples/elastic/README.md', () => {
  const readme = readFileSync(join(ELASTIC, 'README.md'), 'utf8');

  it('lists the panels and their fields', () => {
    const rows = [...readme.matchAll(/^\| ([A-Z][^|]+) \| [^|]+ \| ([^|]+) \|$/gm)].map(
      ([, title = '', fields = '']) => [title, [...fields.matchAll(/`([^`]+)`/g)].map(([, field]) => field)],
    );
    const panels = ofType('lens').map(({ attributes: { title, state } }) => [
      title,
      Object.values(state.datasourceStates.formBased.layers)
        .flatMap(({ columns }) => Object.values(columns).map(({ sourceField }) => sourceField))
        .filter((field) => field !== COUNT)
        .sort(),
    ]);
    assert.deepEqual(rows, panels);
  });

  it('names the dashboard, the limit and the priority', () => {
    const { priority, template: index } = template;
    const text = readme.replace(/\s+/g, ' ');
    for (const { attributes } of ofType('dashboard')) assert.ok(text.includes(attributes.title));
    assert.ok(text.includes(`The priority ${priority} is`));
    const { limit } = index.settings.index.mapping.total_fields;
    assert.ok(text.includes(`up to ${limit.toLocaleString('en-US')} fields`));
  });
});
