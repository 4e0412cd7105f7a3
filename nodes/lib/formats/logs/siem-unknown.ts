/** SIEM records of a type without a mapping: members that other types have mean the same here (wire.md 4.3). */
import { field, type LogMapping, mergeFields } from '../field-mapping';
import { parseIp } from '../parsers/ip';
import { parseText } from '../parsers/scalar';
import { titleOfType } from './generic';
import { mapAttachments, SIEM_FILE } from './shared/files';
import { mapMalware, mapSpamDetail, raiseForMalware } from './shared/judgements';
import { COMMON, mapClickerIp, mapFirstUrl, mapRoute, TRANSPORT } from './shared/mail-members';

export const unknownSiem: LogMapping = {
  fields: mergeFields(COMMON, TRANSPORT, SIEM_FILE, {
    route: mapRoute,
    url: mapFirstUrl,
    originalUrl: mapFirstUrl,
    urlCategory: field('urlCategory', parseText),
    sourceIp: mapClickerIp,
    destinationIp: field('destinationIp', parseIp),
    policyDefinition: field('policy', parseText),
    reason: field('reason', parseText),
    attachments: mapAttachments,
    spamProcessingDetail: mapSpamDetail,
    virusFound: mapMalware,
  }),
  derive(event) {
    event.kind = 'mail';
    if (event.sourceIsUser && event.to.length === 1) [event.user] = event.to;
    event.name = titleOfType(event.origin.type);
    raiseForMalware(event);
  },
};
