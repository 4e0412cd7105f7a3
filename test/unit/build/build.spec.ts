import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PROPERTIES } from '../../../nodes/lib/properties';
import { CREDENTIALS } from '../../../nodes/lib/properties/credentials';
import type { PropertyTable } from '../../../nodes/lib/properties/property-types';
import { built, nodes, read, scriptOf, wholeScriptOf } from './built';
import { type Registration, registrations } from './registration';

const tables: Readonly<Record<string, PropertyTable>> = PROPERTIES;
const credentialTables: Readonly<Record<string, object>> = CREDENTIALS;
const members = z.record(z.string(), z.record(z.string(), z.unknown()));

describe('The build', function () {
  this.timeout(60_000);
  before(() => {
    built();
  });

  it('makes a node set of every property table, and no other', () => {
    assert.deepEqual([...nodes].sort(), Object.keys(PROPERTIES).sort());
  });

  for (const node of nodes) {
    describe(node, () => {
      let definition: Registration['definition'];
      before(() => {
        const found = registrations(scriptOf(read(`${node}.html`)));
        assert.deepEqual(
          found.map(({ type }) => type),
          [node],
        );
        definition = found[0]?.definition ?? {};
      });

      it('has run time, editor, catalogue and help where Node-RED expects them', () => {
        for (const file of [
          `${node}.js`,
          `${node}.html`,
          `locales/en-US/${node}.json`,
          `locales/en-US/${node}.html`,
        ]) {
          assert.ok(existsSync(join(built(), file)), file);
        }
      });

      it('loads only files of the build', () => {
        const paths = [...read(`${node}.js`).matchAll(/require\(["'](\.[^"']+)["']\)/g)].map(
          ([, path = '']) => path,
        );
        assert.ok(paths.length > 0);
        const missing = paths.filter((path) => !existsSync(join(built(), `${path}.js`)));
        assert.deepEqual(missing, []);
      });

      it('has the defaults of the table, as literals', () => {
        const defaults = members.parse(definition['defaults']);
        const table = tables[node] ?? {};
        assert.deepEqual(Object.keys(defaults), Object.keys(table));
        for (const [name, property] of Object.entries(table)) {
          assert.equal(defaults[name]?.['value'], property.value, name);
          assert.equal(defaults[name]?.['type'], property.refersTo, name);
          assert.equal(defaults[name]?.['required'], property.required, name);
        }
      });

      it('validates every property: config nodes by reference, all others by a validator of two arguments', () => {
        for (const [name, property] of Object.entries(members.parse(definition['defaults']))) {
          if (property['type'] === undefined) assert.deepEqual(property['validate'], { parameters: 2 }, name);
          else assert.equal(property['validate'], undefined, name);
        }
      });

      it('keeps credentials separate from the properties', () => {
        assert.deepEqual(definition['credentials'], credentialTables[node]);
        for (const name of Object.keys(credentialTables[node] ?? {})) {
          assert.ok(!(name in members.parse(definition['defaults'])), name);
        }
      });

      it('has an icon of its own beside the run time', () => {
        const icon = z.string().parse(definition['icon']);
        const svg = read('icons', icon);
        assert.match(svg, /width="40" height="60"/);
        assert.match(svg, /stroke="#fff"/);
      });

      it('has a template for the dialog and a help text for its type', () => {
        const html = read(`${node}.html`);
        assert.ok(html.includes(`data-template-name="${node}"`));
        assert.doesNotMatch(html, /<!-- (part|choice|flag):/, 'a form part or a row was not put in');
        assert.ok(read('locales', 'en-US', `${node}.html`).includes(`data-help-name="${node}"`));
      });

      it('has help lists in the form that the editor parses: two colons per line at most', () => {
        const lines = read('locales', 'en-US', `${node}.html`)
          .split('\n')
          .filter((line) => line.startsWith(': '));
        assert.ok(lines.length > 0);
        for (const line of lines) assert.match(line, /^: [^:(]+ \([^:)]+\) : [^:]+$/);
      });

      it('leaves colours to the theme of the editor', () => {
        const [, template] = read(`${node}.html`).split('data-template-name');
        assert.doesNotMatch(template ?? '', /#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(/i);
        const withoutNodeColour = wholeScriptOf(read(`${node}.html`)).replace(/color: "#[0-9A-F]{6}",/, '');
        assert.doesNotMatch(withoutNodeColour, /["'`]#[0-9a-f]{3,8}["'`]|rgba?\(|hsla?\(/i);
      });
    });
  }

  it('has no icon twice and none without a node', () => {
    assert.deepEqual(readdirSync(join(built(), 'icons')).sort(), nodes.map((node) => `${node}.svg`).sort());
  });
});
