import assert from 'node:assert/strict';
import {
  azureLogin,
  indexerAckUrl,
  isAzureUrl,
  receiverUrl,
} from '../../../../nodes/lib/sinks/http/receiver-url';

describe('The address of a receiver', () => {
  for (const [receiver, address, expected] of [
    ['hec', 'https://s.example:8088', 'https://s.example:8088/services/collector/event'],
    ['hec', 'https://s.example/services/collector', 'https://s.example/services/collector'],
    ['hec', 'https://s.example/prefix/event?x=1', 'https://s.example/prefix/event?x=1'],
    ['elastic', 'https://e.example:9200', 'https://e.example:9200/_bulk'],
    ['elastic', 'https://e.example/logs-m/', 'https://e.example/logs-m/_bulk'],
    ['elastic', 'https://e.example/a/_bulk?pipeline=p', 'https://e.example/a/_bulk?pipeline=p'],
    [
      'azure',
      'https://a.example/dataCollectionRules/dcr-1/streams/Custom-M',
      'https://a.example/dataCollectionRules/dcr-1/streams/Custom-M?api-version=2023-01-01',
    ],
    ['azure', 'https://a.example/x?api-version=2021-11-01', 'https://a.example/x?api-version=2021-11-01'],
    ['json', 'https://w.example/hook', 'https://w.example/hook'],
  ] as const) {
    it(`of ${receiver} for ${address} is ${expected}`, () =>
      assert.equal(receiverUrl(receiver, address), expected));
  }

  for (const path of ['', '/event', '/event/1.0', '/raw', '/']) {
    it(`for acknowledgements is beside /services/collector${path}`, () =>
      assert.equal(
        indexerAckUrl(`https://s.example/services/collector${path}?a=b`, 'guid'),
        'https://s.example/services/collector/ack?a=b&channel=guid',
      ));
  }

  it('of Azure names a rule and a stream', () => {
    assert.equal(isAzureUrl('https://a.example/dataCollectionRules/dcr-1/streams/Custom-M_CL'), true);
    assert.equal(isAzureUrl('https://a.example/dataCollectionRules/dcr-1'), false);
  });

  for (const [host, login, scope] of [
    ['x.westeurope-1.ingest.monitor.azure.com', 'login.microsoftonline.com', 'monitor.azure.com'],
    ['x.usgovvirginia-1.ingest.monitor.azure.us', 'login.microsoftonline.us', 'monitor.azure.us'],
    ['x.chinanorth3-1.ingest.monitor.azure.cn', 'login.chinacloudapi.cn', 'monitor.azure.cn'],
    ['private.example', 'login.microsoftonline.com', 'monitor.azure.com'],
  ] as const) {
    it(`of a token for ${host} is in its cloud`, () =>
      assert.deepEqual(azureLogin(`https://${host}/x`, 'tenant'), {
        tokenUrl: `https://${login}/tenant/oauth2/v2.0/token`,
        scope: `https://${scope}/.default`,
      }));
  }
});
