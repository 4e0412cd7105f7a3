const ana = { address: 'ana@corp.example', name: 'Ana Doe' };
const unnamed = (address: string) => ({ address, name: undefined });

/** Shapes of public fixtures with other names, and their siblings. */
export const TEXTS: readonly (readonly [
  what: string,
  text: string,
  expected: Readonly<Record<string, unknown>>,
])[] = [
  [
    'the usual form',
    'Successful authentication for ana@corp.example <Ana Doe>, Date: 2026-11-20, Time: 05:58:12 GMT, IP: 198.51.100.4, Application: Administration Console, Method: Two Step Auth, 2FA: TOTP',
    {
      ip: '198.51.100.4',
      application: 'Administration Console',
      method: 'Two Step Auth',
      secondFactor: 'TOTP',
      reason: undefined,
      subject: ana,
      performer: undefined,
      words: 'Successful authentication for ana@corp.example <Ana Doe>',
    },
  ],
  [
    'a name with a comma',
    'Successful authentication for ana@corp.example <Doe, Ana>, Date: 2024-07-01, Time: 13:56:25 BST, IP: 192.0.2.10, Application: MPP, Method: SP-initiated SAML',
    {
      ip: '192.0.2.10',
      application: 'MPP',
      method: 'SP-initiated SAML',
      subject: { address: 'ana@corp.example', name: 'Doe, Ana' },
    },
  ],
  [
    'a name before its address',
    'Failed authentication for Ana Doe <ana@corp.example>, IP: 192.0.2.10',
    { subject: ana },
  ],
  [
    'a reason with a comma, and IPv6',
    'Failed for ana@corp.example, Date: 2026-11-20, Time: 05:58:12 AEDT, IP: 2001:db8::1, Application: Portal, Reason: Wrong password, account locked',
    { ip: '2001:db8::1', application: 'Portal', reason: 'Wrong password, account locked' },
  ],
  [
    'no commas',
    'Action Performed - Deleted New Folder by ana@corp.example<Ana Doe> Date: 2021-10-11 Time: 19:23:10 +0100 IP: 67.43.156.15 Application: Administration Console Method: Cloud',
    {
      ip: '67.43.156.15',
      application: 'Administration Console',
      method: 'Cloud',
      performer: ana,
      subject: undefined,
      addresses: [],
    },
  ],
  [
    'no commas, and no performer',
    'Deleted New Folder Date: 2021-10-11 Time: 19:23:10 +0100 IP: 67.43.156.15 Application: Console',
    { words: 'Deleted New Folder', ip: '67.43.156.15', application: 'Console' },
  ],
  [
    'a sentence that ends in an address',
    'User has logged on IP: 192.0.2.1 Application: Console',
    { words: 'User has logged on', ip: '192.0.2.1', application: 'Console' },
  ],
  ['the address of something else', 'Blocked IP: 10.0.0.1, IP: 192.0.2.1', { ip: '192.0.2.1' }],
  ['only the address of something else', 'Blocked IP: 10.0.0.1', { ip: undefined }],
  [
    'a subject without an end',
    'Viewed Message - Subject: x, IP: 10.0.0.1, User: evil@x.example',
    { ip: undefined, subject: undefined },
  ],
  [
    'a performer without an address',
    'Support access by user<Sam Support> Date: 2026-11-20 Time: 05:58:12 +0100 IP: 198.51.100.4 Application: Console',
    {
      ip: '198.51.100.4',
      application: 'Console',
      performer: { address: undefined, name: 'Sam Support' },
      words: 'Support access',
    },
  ],
  [
    'a name that repeats the address',
    'Action Performed - sam@help.example logged into this account. by sam@help.example<sam@help.example> Date: 2021-10-11 Time: 16:39:17 +0100 IP: 67.43.156.15',
    { performer: unnamed('sam@help.example'), ip: '67.43.156.15' },
  ],
  [
    'a performer in the middle',
    'Password reset by ana@corp.example <Ana Doe> for user bo@corp.example, Remote IP is 192.0.2.1',
    { performer: ana, subject: unnamed('bo@corp.example'), ip: '192.0.2.1' },
  ],
  [
    'three addresses',
    'Restored data from bo@corp.example to cy@corp.example by ana@corp.example, Date: 2021-10-12, Time: 19:20:01+0000, IP: 67.43.156.15',
    {
      performer: unnamed('ana@corp.example'),
      subject: undefined,
      addresses: ['bo@corp.example', 'cy@corp.example'],
    },
  ],
  [
    'a user and an owner',
    'Delegate access of bo@corp.example given to user cy@corp.example',
    { subject: unnamed('cy@corp.example') },
  ],
  ['two users', 'Merged user bo@corp.example and user cy@corp.example', { subject: undefined }],
  [
    'a colon in a sentence',
    'Password reset for user: bo@corp.example User Password Changed, Remote IP is null',
    { subject: unnamed('bo@corp.example'), ip: undefined, pairs: [] },
  ],
  [
    'a value at the start that belongs to a sentence',
    'Deleted user: bo@corp.example, IP: 192.0.2.1',
    { subject: unnamed('bo@corp.example'), words: 'Deleted user', ip: '192.0.2.1' },
  ],
  [
    'a printed Java object',
    'Creating the auditLog entry for failed authentication, emailAddress :com.example.sdk.address.Address@4a3bcd11[accountCode=ABC123,internal=false,emailAddress=zoe@mail.example,name=zoe@mail.example,aliases={},ip=[10.0.0.1]] remote IP : 67.43.156.15 application : LFS',
    {
      ip: '67.43.156.15',
      application: 'LFS',
      subject: unnamed('zoe@mail.example'),
      words: 'Creating the auditLog entry for failed authentication',
    },
  ],
  [
    'a printed Java object that was cut off',
    'Failed, emailAddress :com.example.Address@4a3b[emailAddress=zoe@mail.example,IP: 10.0.0.1',
    { ip: undefined, subject: unnamed('zoe@mail.example') },
  ],
  [
    'an address after an application',
    'Application: mimecast-moa, Remote IP is 192.0.2.99',
    { application: 'mimecast-moa', ip: '192.0.2.99' },
  ],
  [
    'the same without a comma',
    'Application: mimecast-moa Remote IP is 192.0.2.99.',
    { application: 'mimecast-moa', ip: '192.0.2.99' },
  ],
  [
    'a sentence after an application',
    'IP: 192.0.2.99, Application: mimecast-moa, and more was said.',
    { application: 'mimecast-moa' },
  ],
  ['an address in a sentence', 'Done. Remote IP is 203.0.113.1.', { ip: '203.0.113.1', words: 'Done.' }],
  ['an address in parentheses', 'Signed in (IP: 203.0.113.1)', { ip: '203.0.113.1', words: 'Signed in' }],
  ['an address in brackets', 'Signed in, IP: [2001:db8::1]', { ip: '2001:db8::1' }],
  ['an address that begins with colons', 'X, IP: ::ffff:192.0.2.1', { ip: '::ffff:192.0.2.1' }],
  ['two addresses in a value', 'X, IP: 192.0.2.1, 10.0.0.1, Application: A', { ip: '192.0.2.1' }],
  ['two colons', 'X, IP: : 203.0.113.1', { ip: '203.0.113.1' }],
  ['no address', 'Archive task changed, Remote IP is null', { ip: undefined, words: 'Archive task changed' }],
  [
    'values that are not known',
    'X, IP: , Application: null, Method: None, Reason: N/A',
    { ip: undefined, application: undefined, method: undefined, reason: undefined },
  ],
  [
    'JSON inside',
    'Executed Search - Source: Search, Search Criteria: {"keywords":"IP: 10.0.0.1, Application: evil, 2FA: none","a":[{"b":"}"}]}, Date: 2021-10-11, Time: 15:35:53+0000, IP: 67.43.156.15, Application: mimecast-case-review',
    {
      ip: '67.43.156.15',
      application: 'mimecast-case-review',
      secondFactor: undefined,
      quoted: [],
      words: 'Executed Search',
    },
  ],
  [
    'JSON alone',
    '{"keywords":"for user bo@corp.example","IP":"x, IP: 10.0.0.1"}',
    { words: '', pairs: [], ip: undefined },
  ],
  ['JSON that was cut off', 'search criteria : {"from":"a, IP: 10.0.0.1', { ip: undefined, quoted: [] }],
  [
    'JSON with an unescaped quote',
    'criteria : {"subject":"5" disk","a":1}, IP: 192.0.2.1, Application: A',
    { ip: '192.0.2.1', application: 'A' },
  ],
  ['an array', 'criteria: [{"a":"IP: 10.0.0.1"}], IP: 192.0.2.1', { ip: '192.0.2.1' }],
  [
    'braces in a sentence',
    'Template {greeting} changed, IP: 192.0.2.1',
    { words: 'Template {greeting} changed' },
  ],
  [
    'lines',
    'Connector creation for Suite\nName: Sync and Recover - 365, Description: null, App (provider): Suite\nSuccess: true, Date: 2021-10-12, Time: 08:47:53+0000, IP: 67.43.156.15, Application: Hub',
    {
      words: 'Connector creation for Suite',
      application: 'Hub',
      pairs: [
        { key: 'name', value: 'Sync and Recover - 365' },
        { key: 'app (provider)', value: 'Suite' },
        { key: 'success', value: 'true' },
        { key: 'date', value: '2021-10-12' },
        { key: 'time', value: '08:47:53+0000' },
        { key: 'ip', value: '67.43.156.15' },
        { key: 'application', value: 'Hub' },
      ],
    },
  ],
  [
    'a list in brackets, blanks before the colons',
    '[Export type : Download,Name :watchlist_view,Requested By :ana@corp.example,Export time :Tue Oct 12 03:27:18 BST 2021,IP Address :67.43.156.15,Columns exported :Name|Email|,File type : .xlsx], Application: mimecast-matfe',
    {
      ip: '67.43.156.15',
      application: 'mimecast-matfe',
      subject: undefined,
      pairs: [
        { key: 'export type', value: 'Download' },
        { key: 'name', value: 'watchlist_view' },
        { key: 'requested by', value: 'ana@corp.example' },
        { key: 'export time', value: 'Tue Oct 12 03:27:18 BST 2021' },
        { key: 'ip address', value: '67.43.156.15' },
        { key: 'columns exported', value: 'Name|Email|' },
        { key: 'file type', value: '.xlsx' },
        { key: 'application', value: 'mimecast-matfe' },
      ],
    },
  ],
  [
    'values that look like keys',
    'URL: https://bad.example:8443/x?a=b, Match Type: explicit, Comment: until 10:30, https://a.example, fe80:1::2, Action: block',
    {
      pairs: [
        { key: 'url', value: 'https://bad.example:8443/x?a=b' },
        { key: 'match type', value: 'explicit' },
        { key: 'comment', value: 'until 10:30, https://a.example, fe80:1::2' },
        { key: 'action', value: 'block' },
      ],
    },
  ],
  [
    'keys in a value that the sender of a message chose',
    'Viewed Message - Source: Search, Subject: x, IP: 10.0.0.1, Application: evil, Reason: because, User: evil@x.example, Date: 2020-01-01, Processed: 2021-09-28 07:59:23+0000, Date: 2021-10-11, Time: 15:36:01+0000, IP: 67.43.156.15, Application: mimecast-case-review',
    {
      ip: '67.43.156.15',
      application: 'mimecast-case-review',
      reason: undefined,
      subject: undefined,
    },
  ],
  [
    'a key in quotes',
    'Policy "Default, IP: 10.0.0.1" changed, IP: 192.0.2.1',
    {
      ip: '192.0.2.1',
      quoted: [{ text: 'Default, IP: 10.0.0.1', before: 'policy', after: 'changed', relation: '' }],
      pairs: [{ key: 'ip', value: '192.0.2.1' }],
    },
  ],
  [
    'quotes in quotes',
    'Created Folder "VIP\'s & <friends>", Date: 2026-11-20',
    { quoted: [{ text: "VIP's & <friends>", before: 'folder', after: '', relation: '' }] },
  ],
  [
    'a value in quotes',
    'Name: "Terms, and more", IP: 192.0.2.1',
    {
      pairs: [
        { key: 'name', value: 'Terms, and more' },
        { key: 'ip', value: '192.0.2.1' },
      ],
    },
  ],
  [
    'a mark for inches',
    'Replaced the 5" disk, IP: 192.0.2.1, Note: 3" disk',
    { ip: '192.0.2.1', quoted: [] },
  ],
  ['a sentence', 'No changes found.', { words: 'No changes found.', pairs: [] }],
  ['nothing', '', { ip: undefined, application: undefined, words: '', pairs: [], addresses: [] }],
];
