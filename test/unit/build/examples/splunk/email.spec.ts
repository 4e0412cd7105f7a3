/** examples/splunk: the fields of the data model Email. */
import assert from 'node:assert/strict';
import { SHAPES, shapesOf } from '../support/shapes';
import { ADD_ON } from './add-on';
import { EMAIL, EMAIL_ACTIONS, NUMBERS, PROTOCOLS } from './cim-fields';
import { evaluate, fieldsRead } from './eval/evaluate';
import { parseEval } from './eval/parse';
import { listOf } from './eval/values';
import { found, namesWithTag, valuesOf } from './found';

/** Of the 39 fields, in each record alone. */
const MIN_RESOLVED = 25;

describe('examples/splunk, data model Email', () => {
  for (const type of ['receipt', 'delivery'])
    for (const [name] of shapesOf('siem', type))
      it(`${name}: at least ${MIN_RESOLVED} of ${EMAIL.length} fields resolve`, () => {
        const { fields } = found(name);
        const missing = EMAIL.filter((field) => !fields.has(field));
        assert.ok(EMAIL.length - missing.length >= MIN_RESOLVED, `missing: ${missing.join(', ')}`);
      });

  for (const name of SHAPES.keys())
    it(`${name}: a JSON null gives no value, as a text and as nothing`, () => {
      const standard = [
        ...EMAIL,
        'category',
        'dest_port',
        'src_ip',
        'uri_path',
        'uri_query',
        'url_domain',
        'app',
      ];
      const [asText, asNothing] = [found(name, 'text').fields, found(name, 'nothing').fields];
      for (const field of standard) {
        assert.deepEqual(asText.get(field), asNothing.get(field), field);
        assert.ok(!listOf(asText.get(field) ?? null).some((text) => text === 'null' || text === ''), field);
      }
    });

  it('the values are those that CIM prescribes, and numbers are numbers', () => {
    const names = namesWithTag('email');
    assert.ok(names.length > 20);
    for (const name of names) {
      const { fields } = found(name);
      const action = fields.get('action') ?? null;
      assert.ok(action === null || EMAIL_ACTIONS.includes(String(action)), `${name}: ${action}`);
      const protocol = fields.get('protocol') ?? null;
      assert.ok(protocol === null || PROTOCOLS.includes(String(protocol)), `${name}: ${protocol}`);
      for (const field of NUMBERS)
        assert.ok(['number', 'undefined'].includes(typeof fields.get(field)), `${name}: ${field}`);
    }
  });

  const ACTIONS: Readonly<Record<string, string | null>> = {
    'siem-receipt': 'blocked',
    'receipt, accepted': 'delivered',
    'siem-process': 'quarantined',
    'siem-delivery': 'delivered',
    'delivery, from the stream': 'delivered',
    'delivery, refused': 'blocked',
    'siem-av': 'blocked',
    'siem-spam': null,
    'siem-journal': null,
    'siem-impersonation-protect': 'quarantined',
    'siem-entities': 'blocked',
    'entities, no detections': null,
    dlp: 'quarantined',
    'dlp, notification': 'delivered',
    'held-held': 'quarantined',
    'held, new in the queue': 'quarantined',
    'held, left the queue': null,
    'release, expired with the status released': 'deleted',
    'attachment protect, let through': 'delivered',
    'av, clean': 'delivered',
    'held-releases': 'delivered',
    'release, rejected': 'blocked',
    'release, expired': 'deleted',
    'held-rejections': 'blocked',
    'ttp-attachment': null,
    'ttp attachment, safe': 'delivered',
    'ttp impersonation, held': 'quarantined',
    'ttp url, entry scan': 'blocked',
  };
  for (const [name, action] of Object.entries(ACTIONS))
    it(`${name}: ${action ?? 'no action'}`, () => {
      assert.equal(found(name).fields.get('action') ?? null, action);
    });

  it('a held message that left the queue is in no state', () => {
    const names = ['action', 'filter_action', 'recipient_status'];
    assert.deepEqual(valuesOf('held, left the queue', names), {
      action: null,
      filter_action: null,
      recipient_status: null,
    });
    assert.deepEqual(valuesOf('held, new in the queue', names), {
      action: 'quarantined',
      filter_action: 'held',
      recipient_status: 'held',
    });
    assert.deepEqual(valuesOf('release, expired with the status released', names), {
      action: 'deleted',
      filter_action: 'dropped',
      recipient_status: 'expired',
    });
  });

  const WORDS: Readonly<Record<string, readonly [action: string | null, filterAction: string | null]>> = {
    'Acc, Accept, Allow, Allowed, Permit, none, notification, smart_folder, warn': ['delivered', 'accepted'],
    'Rej, Reject, Rejected, Bnc, Bounce, Block, Blocked': ['blocked', 'rejected'],
    Rty: ['blocked', 'deferred'],
    'Hld, Hold': ['quarantined', 'held'],
    Sdbx: ['quarantined', 'sandboxed'],
    'Ign, Delete': ['deleted', 'dropped'],
    'Other, null': [null, null],
  };
  for (const [words, expected] of Object.entries(WORDS))
    it(`${words}: ${expected.join(', ')}`, () => {
      const settings = ADD_ON.props.get('mimecast:siem');
      const resultOf = (field: string, action: string) =>
        evaluate(
          parseEval(settings?.get(`EVAL-${field}`) ?? ''),
          new Map([
            ['mimecast_type', 'receipt'],
            ['action', action],
          ]),
        );
      for (const word of words.split(', '))
        for (const text of [word, word.toLowerCase(), word.toUpperCase()])
          assert.deepEqual([resultOf('action', text), resultOf('filter_action', text)], expected, text);
    });

  it('a rejected receipt', () => {
    assert.deepEqual(valuesOf('siem-receipt', EMAIL), {
      action: 'blocked',
      delay: null,
      dest: 'mimecast',
      duration: null,
      file_hash: null,
      file_name: null,
      file_size: 0,
      internal_message_id: 'a1_1763633000',
      message_id: '<r1@vendor.example>',
      message_info: 'direction=inbound; tls=TLSv1.3; cipher=TLS_AES_256_GCM_SHA384; attachments=0',
      orig_dest: 'mimecast',
      orig_recipient: 'ana@corp.example',
      orig_src: '203.0.113.9',
      process: 'receipt',
      process_id: null,
      protocol: 'smtp',
      recipient: 'ana@corp.example',
      recipient_count: 1,
      recipient_domain: 'corp.example',
      recipient_status: 'rejected',
      response_time: null,
      retries: null,
      return_addr: 'bob@vendor.example',
      size: null,
      src: '203.0.113.9',
      src_user: 'sales@vendor.example',
      src_user_domain: 'vendor.example',
      status_code: '550',
      subject: 'Quote',
      url: null,
      user: 'ana@corp.example',
      vendor_product: 'Mimecast Email Security',
      xdelay: null,
      xref: 'p1_1763633000',
      filter_action: 'rejected',
      filter_score: 3,
      signature: 'Header Rejected',
      signature_extra: 'Envelope blocked; spf=ALLOW; dkim=ALLOW; dmarc=DMARC=fail; p=reject',
      signature_id: null,
    });
  });

  const VALUES: readonly (readonly [name: string, expected: Readonly<Record<string, unknown>>])[] = [
    [
      'delivery, from the stream',
      {
        delay: 4120,
        duration: 4.12,
        dest: 'mx1.corp.example',
        src: 'mimecast',
        retries: 2,
        xdelay: '3 attempt(s), 4120 ms',
        size: 21004,
      },
    ],
    [
      'delivery, refused',
      { return_addr: '<>', src_user: null, status_code: '550', recipient_status: 'failed', subject: null },
    ],
    [
      'receipt, outbound, several recipients',
      {
        recipient: ['bob@vendor.example', 'Cy@Rival.example'],
        recipient_count: 2,
        recipient_domain: ['vendor.example', 'rival.example'],
        user: null,
        status_code: '250',
      },
    ],
    ['receipt, accepted, detail as an object', { signature_extra: 'spf=ALLOW; dkim=ALLOW; dmarc=ALLOW' }],
    ['receipt, rejected for a URL', { url: 'http://login.bad.example/x', status_code: '554' }],
    ['siem-process', { file_name: ['Smith, Jones & Co.docx', 'terms.pdf'], file_size: 18342 }],
    ['process, from the stream', { file_name: 'tpsreport.doc' }],
    [
      'siem-entities',
      { recipient_count: 2, recipient_domain: 'corp.example', file_name: 'quote.pdf', protocol: null },
    ],
    ['attachment protect, one recipient', { recipient: 'john.doe@example.com', file_size: 71825 }],
    [
      'held-releases',
      { src_user: 'n@news.example', recipient: 'ana@corp.example', user: 'ana@corp.example' },
    ],
    ['held-rejections', { signature_id: '10000', src: 'mail.bad.example', filter_score: 61 }],
    ['ttp impersonation, held', { orig_src: '67.43.156.15', signature_extra: 'targeted_threat_dictionary' }],
  ];
  for (const [name, expected] of VALUES)
    it(`${name}: ${Object.keys(expected).join(', ')}`, () => {
      assert.deepEqual(valuesOf(name, Object.keys(expected)), expected);
    });

  it('no expression reads a default field that a record may have too', () => {
    for (const [stanza, settings] of ADD_ON.props)
      for (const [name, source] of settings)
        if (name.startsWith('EVAL-'))
          for (const field of fieldsRead(parseEval(source)))
            assert.ok(!['source', 'sourcetype', 'index', '_time'].includes(field), `${stanza} ${name}`);
  });
});
