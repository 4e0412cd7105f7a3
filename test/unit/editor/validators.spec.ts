import assert from 'node:assert/strict';
import { validateProperty } from '../../../nodes/editor/fields/validators';
import { translateProblem } from '../../../nodes/lib/runtime/node-red/config-error';

describe('The result of a validator', () => {
  const globals: { document?: unknown; HTMLInputElement?: unknown } = globalThis;
  before(() => {
    // No dialog is open: validators also run when flows are loaded.
    globals.document = { getElementById: () => null };
    globals.HTMLInputElement = class {};
  });
  after(() => {
    delete globals.document;
    delete globals.HTMLInputElement;
  });

  const node = (region: string) => ({
    region,
    _: (key: string, values: Record<string, string | number> = {}) =>
      translateProblem({ key: key.replace(/^.*:reasons\./, ''), values }),
  });

  it('is true for values that the run time accepts', () => {
    assert.equal(validateProperty(node('global'), 'mimecast-siem', 'every', '5'), true);
    assert.equal(validateProperty(node('global'), 'mimecast-siem', 'every', ''), true);
  });

  it('is the reason, with the name of the field where there is one', () => {
    assert.equal(
      validateProperty(node('global'), 'mimecast-siem', 'every', '-1', { label: 'Every' }),
      'Every: -1 is too small: at least 0',
    );
    assert.equal(validateProperty(node('global'), 'mimecast-siem', 'chunk', 'many'), 'many is not a number');
  });

  it('checks a base URL only in the region custom', () => {
    assert.equal(validateProperty(node('global'), 'mimecast-account', 'baseUrl', 'nonsense'), true);
    assert.equal(
      validateProperty(node('custom'), 'mimecast-account', 'baseUrl', ''),
      'the region custom needs a base URL',
    );
  });

  it('accepts hosts of API 1.0 and hosts without a scheme: they are warned of, and completed', () => {
    for (const host of ['https://us-api.mimecast.com', ' API.services.mimecast.com/ '])
      assert.equal(validateProperty(node('custom'), 'mimecast-account', 'baseUrl', host), true);
  });

  it('warns of http to another machine', () => {
    assert.match(
      String(validateProperty(node('custom'), 'mimecast-account', 'baseUrl', 'http://api.example')),
      /https/,
    );
    assert.equal(
      validateProperty(node('custom'), 'mimecast-account', 'baseUrl', 'http://127.0.0.1:8080'),
      true,
    );
  });

  describe('for an expression', () => {
    const parsers: { document?: unknown; jsonata?: unknown } = globalThis;
    const validate = (expression: string) =>
      validateProperty(node('global'), 'mimecast-ack', 'accept', expression);
    afterEach(() => {
      delete parsers.jsonata;
    });

    it("is the message of the editor's own parser", () => {
      parsers.jsonata = (expression: string): void => {
        if (expression.includes('(')) throw { message: 'Expected ")" before end of expression' };
      };
      assert.equal(validate('statusCode = 200'), true);
      assert.equal(
        validate('payload.('),
        `the expression can't be used: Expected ")" before end of expression`,
      );
      assert.equal(validate(''), true, 'it is optional');
    });

    it('is true without a parser: the run time checks it', () => {
      assert.equal(validate('payload.('), true);
    });
  });
});
