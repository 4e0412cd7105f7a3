/**
 * Sample values. Domains and addresses are reserved ones: RFC 2606, RFC 5737 and RFC 3849. Values that are only printed
 * are stored as JSON text, which makes millions of records cheap.
 */

const toJson = (values: readonly string[]): string[] => values.map((value) => JSON.stringify(value));

export const INTERNAL_DOMAIN = 'corp.example';

export const STAFF = [
  'ana.silva',
  'ben.okafor',
  'carla.jansen',
  'dmitri.volkov',
  'elif.demir',
  'finance',
  'grace.lee',
  'helpdesk',
  'ines.garcia',
  'jürgen.groß',
  'kofi.mensah',
  'lena.fischer',
  'marek.nowak',
  'noor.ahmed',
  "o'brien.sean",
  'payroll',
  'quentin.roy',
  'rosa.bianchi',
  'sven.lund',
  'team+alerts',
  'uma.patel',
  'vera.horvat',
  'wei.zhang',
  'yuki.tanaka',
].map((name) => `${name}@${INTERNAL_DOMAIN}`);

export const PARTNERS = [
  'bob@vendor.example',
  'invoices@supplier.example',
  'no-reply@newsletter.example',
  'orders@shop.example',
  'jobs@recruiter.example',
  'notifications@saas.example',
  'maria@lawfirm.example',
  'support@cloud-host.example',
  'events@conference.example',
  'bounce+7f3a=corp.example@bulk.example',
  'andré@агентство.example',
];

export const ATTACKERS = [
  'm@bad.example',
  'ceo@c0rp.example',
  'it@login-corp.example',
  'win@bulk.example',
  'billing@supp1ier.example',
  'hr@corp-benefits.example',
];

export const SUBJECTS = toJson([
  'Quote',
  'Re: Quote',
  'Invoice 2026-1187',
  'Weekly report',
  'Minutes of Tuesday’s call',
  'Angebot für Müller & Söhne',
  '請求書の件',
  'Отчёт за квартал',
  'Your order has shipped 📦',
  'Say "hello" to our new team',
  'Path C:\\temp\\report, please check',
  'دعوة للاجتماع',
  'Café menu — week 47',
  'FWD: FWD: fwd: holiday rota',
  'Tab\tseparated, comma, semicolon; pipe | done',
  '=?utf-8?q?left_encoded?=',
  '',
  'A subject that goes on and on, because somebody pasted the whole first paragraph of the message into it and never looked back at what it had become',
]);

export const LURES = toJson([
  'Urgent transfer',
  'Password expires today',
  'Invoice overdue – final notice',
  'You have 1 new voicemail',
  'Shared document: Q4 bonus',
  'Re: wire instructions',
]);

/** RFC 5737 and RFC 3849 only */
export const SENDER_IPS = toJson([
  ...Array.from({ length: 40 }, (_, i) => `198.51.100.${i * 6 + 1}`),
  ...Array.from({ length: 40 }, (_, i) => `203.0.113.${i * 6 + 2}`),
  '2001:db8::25',
  '2001:db8:0:1::a1',
]);

/** Text where an IP address belongs (wire.md 14, row 23). */
export const ODD_IPS = toJson(['Internal IP', 'mail.vendor.example', 'unknown', '']);

export const NEXT_HOPS = toJson(['192.0.2.25', '192.0.2.26', '192.0.2.125', '2001:db8:25::1']);
export const HOSTNAMES = toJson(['mx1.corp.example', 'mx2.corp.example', 'outbound-7.relay.example']);
export const ROUTES = ['"Inbound to on-prem"', '"Default Inbound, DR"', '"Journal to \\"vault\\""', 'null'];

/** Names with quotes and commas, and more attachments than names (wire.md 14, row 24). */
export const ATTACHMENTS = [
  { list: 'null', count: 0 },
  { list: 'null', count: 0 },
  { list: 'null', count: 0 },
  { list: JSON.stringify('"quote.pdf"'), count: 1 },
  { list: JSON.stringify('"a.jpg", "b.png"'), count: 2 },
  { list: JSON.stringify('"Smith, Jones & Co.docx", "terms.pdf"'), count: 2 },
  { list: JSON.stringify('the "final", final version.xlsx'), count: 1 },
  { list: JSON.stringify('"smime.p7s"'), count: 3 },
  { list: JSON.stringify('"übersicht – März.ods"'), count: 1 },
];

export const TLS = [
  { version: '"TLSv1.3"', cipher: '"TLS_AES_256_GCM_SHA384"' },
  { version: '"TLSv1.3"', cipher: '"TLS_AES_128_GCM_SHA256"' },
  { version: '"TLSv1.2"', cipher: '"ECDHE-RSA-AES256-GCM-SHA384"' },
  { version: '""', cipher: '""' },
  { version: 'null', cipher: 'null' },
];

export const REJECTIONS = [
  {
    type: '"Header Rejected"',
    code: '"550"',
    info: JSON.stringify('Rejected by header based Blocked Senders: win@bulk.example'),
  },
  {
    type: '"Malicious URL"',
    code: '"554"',
    info: JSON.stringify('[Type: [Phishing],Url: [http://login.bad.example/],UrlBlock: [true]]'),
  },
  { type: '"Recipient Not Found"', code: '"550"', info: '"Invalid Recipient"' },
  { type: '"IP Found in RBL"', code: '"0"', info: 'null' },
  { type: '"Greylisted"', code: '"451"', info: '""' },
];

export const MALWARE = toJson([
  'Example.Macro.Gen',
  'Example.Trojan.Agent',
  'EICAR-Test-File',
  'Example.PDF.Phish',
]);
export const BAD_FILES = [
  { name: '"inv.docm"', extension: '"docm"', mime: '"application/vnd.ms-word.document.macroEnabled.12"' },
  { name: '"doc.pdf"', extension: '"pdf"', mime: '"application/pdf"' },
  { name: '"scan, page 1.html"', extension: '"html"', mime: '"text/html"' },
  { name: '"rechnung.zip"', extension: '"zip"', mime: '"application/zip"' },
  { name: '"update.iso"', extension: '""', mime: 'null' },
];

export const BAD_URLS = [
  'http://login.bad.example/',
  'https://c0rp.example/sso?return=%2Fmail&u=',
  'https://supp1ier.example/pay/#/inv/',
  'http://xn--bcher-kva.example/a b/',
];
