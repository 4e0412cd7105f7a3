import type { Sample } from './sample';

export const DIRECTORY: Readonly<Record<string, Sample>> = {
  'directory-users': {
    log: 'directory',
    type: 'users',
    marks: { change: 'added' },
    record: { id: 'u1', emailAddress: 'bo@corp.example', name: 'Bo', domain: 'corp.example', disabled: true },
  },
  'directory-members': {
    log: 'directory',
    type: 'members',
    record: { group: 'Root/VIP users', emailAddress: 'bo@corp.example', name: 'Bo', internal: true },
  },
  'directory-groups': { log: 'directory', type: 'groups', record: { path: 'Root/VIP users', userCount: 12 } },
  'directory-domains': {
    log: 'directory',
    type: 'domains',
    record: { id: 'd1', domain: 'corp.example', local: true },
  },
};
