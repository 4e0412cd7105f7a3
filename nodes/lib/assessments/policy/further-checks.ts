/** The checks that have to be selected: each needs a permission or a target of its own. They are proposals. */
import type { JsonObject } from '../../contracts/json';
import type { FURTHER_CHECKS } from '../../properties/values/policy-checks';
import { normalizePolicy } from './normalize-policy';
import { managedSenderName } from './policy-lists';
import { linkOf, ownDomains, permittedSenders, permittedUrls } from './rules/permitted';
import { activeList, coversRecipients } from './rules/policies';
import { connectorsWork, directorySync, knownHosts, knownRoles } from './rules/tenant';
import { evidenceStep, policyStep, withoutVolatile } from './steps';
import type { CheckDefinition, ConfigItem } from './types';

/** Several entries may have the same domain or sender, so the name says more. */
const namedBy =
  (nameOf: (record: JsonObject) => string) =>
  (records: readonly JsonObject[]): readonly ConfigItem[] =>
    records.map((record) => ({ name: nameOf(record), value: normalizePolicy(record) }));

export const FURTHER_DEFINITIONS: Readonly<Record<(typeof FURTHER_CHECKS)[number], CheckDefinition>> = {
  permitted_senders: {
    title: 'Permitted senders are single addresses',
    protects: 'mailboxes from mail that skips the protection, because its sender is permitted',
    severity: 'high',
    remediation:
      'In Gateway | Managed Senders remove what permits a domain, a provider of free mail or your own addresses, and permit single addresses.',
    steps: [
      {
        ...evidenceStep('managedSenders', 'snapshot', permittedSenders),
        toItems: namedBy(managedSenderName),
      },
      evidenceStep('internalDomains', 'direct', ownDomains),
    ],
    combine: 'all',
  },
  permitted_urls: {
    title: 'Permitted links are single pages',
    protects: 'people from harmful pages on a domain that is permitted as a whole',
    severity: 'high',
    remediation:
      'In Services | Targeted Threat Protection - URL Protect | Managed URLs remove what permits a whole domain, and permit single pages.',
    steps: [{ ...evidenceStep('managedUrls', 'direct', permittedUrls), toItems: namedBy(linkOf) }],
  },
  delivery_routes: {
    title: 'Mail is delivered to known hosts',
    protects: 'mail from being delivered to the server of somebody else',
    severity: 'high',
    remediation:
      'In Gateway | Policies | Delivery Routing keep a policy active for all internal recipients, and remove definitions with unknown hosts.',
    steps: [
      policyStep(
        'deliveryRoutes',
        activeList({ what: 'delivery route', covers: coversRecipients, gap: 'all internal recipients' }),
      ),
      policyStep('deliveryDefinitions', knownHosts),
    ],
    combine: 'all',
  },
  directory_sync: {
    title: 'Directory synchronisation runs',
    protects: 'against accounts of people who have left, and users without a policy',
    severity: 'medium',
    remediation:
      'In Services | Directory Synchronization check the connection of the directories that are named.',
    steps: [withoutVolatile('directorySync', 'direct', directorySync)],
  },
  admin_roles: {
    title: 'There are no unexpected administrator roles',
    protects: 'the configuration from people with rights that nobody has reviewed',
    severity: 'medium',
    remediation: 'In Account | Roles review the roles that are named, and remove those that are not needed.',
    steps: [policyStep('roles', knownRoles)],
  },
  connectors: {
    title: 'Connectors to other systems work',
    protects: 'the functions that depend on a connection, such as threat remediation',
    severity: 'medium',
    remediation: 'In Services | Connectors renew the connection of the connectors that are named.',
    steps: [withoutVolatile('connectors', 'direct', connectorsWork)],
  },
};
