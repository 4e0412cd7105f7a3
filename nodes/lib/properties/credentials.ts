/**
 * Credentials by node type, for both `registerType` calls. The editor receives the values of type `text`. For type
 * `password` it only receives whether there is one.
 */
export const CREDENTIALS = {
  'mimecast-account': {
    clientId: { type: 'text' },
    clientSecret: { type: 'password' },
    // API 1.0 (wire.md 16)
    appId: { type: 'text' },
    appKey: { type: 'password' },
    accessKey: { type: 'password' },
    secretKey: { type: 'password' },
    /** of a program that reads the metrics of the account */
    scrapeToken: { type: 'password' },
  },
  'mimecast-cluster': {
    username: { type: 'text' },
    password: { type: 'password' },
  },
  'mimecast-http': {
    /** of HEC, an API key of Elasticsearch, or a bearer token */
    token: { type: 'password' },
    username: { type: 'text' },
    password: { type: 'password' },
    /** of the application in Microsoft Entra */
    clientId: { type: 'text' },
    clientSecret: { type: 'password' },
  },
  'mimecast-format': { pseudonymKey: { type: 'password' } },
} as const;
