/**
 * Credentials by node type, for both `registerType` calls. `text` is sent back to editors, `password` never:
 * they only learn that there is one (node-red-craft.md 1.4).
 */
export const CREDENTIALS = {
  'mimecast-account': {
    clientId: { type: 'text' },
    clientSecret: { type: 'password' },
    // API 1.0 (mimecast-api.md 16)
    appId: { type: 'text' },
    appKey: { type: 'password' },
    accessKey: { type: 'password' },
    secretKey: { type: 'password' },
  },
  'mimecast-cluster': {
    username: { type: 'text' },
    password: { type: 'password' },
  },
  'mimecast-format': { pseudonymKey: { type: 'password' } },
} as const;
