import assert from 'node:assert/strict';
import { requestPathProblem } from '../../../nodes/lib/properties/values/request-path';
import { isMutating } from '../../../nodes/lib/request/is-mutating';

describe('Mutating calls', () => {
  const reads = [
    '/api/account/get-account',
    '/api/ttp/url/get-all-managed-urls',
    '/api/policy/webwhiteurl/get-policy-with-targets',
    '/api/directory/find-groups',
    '/api/message-finder/search',
    '/api/ttp/remediation/search-hash',
    '/api/ttp/url/decode-url',
    '/config-snapshot/v1/list',
    '/config-snapshot/v1/export',
    '/human-risk/v1/individuals/search',
  ];
  for (const path of reads) {
    it(`exclude POST ${path}`, () => assert.equal(isMutating('POST', path), false));
  }

  const changes = [
    '/api/gateway/hold-release',
    '/api/gateway/hold-reject',
    '/api/ttp/url/create-managed-url',
    '/api/policy/blockedsenders/create-policy',
    '/api/policy/blockedsenders/delete-policy',
    '/api/ttp/remediation/create',
    '/api/directory/add-group-member',
    '/api/login/login',
    '/config-snapshot/v1/restore',
    '/api/gateway/getaway',
  ];
  for (const path of changes) {
    it(`include POST ${path}`, () => assert.equal(isMutating('POST', path), true));
  }

  it('exclude GET; they include PUT, PATCH and DELETE for every path', () => {
    assert.equal(isMutating('GET', '/policy-management/cloud-gateway/v1/greylisting/policies'), false);
    for (const method of ['PUT', 'PATCH', 'DELETE'] as const) {
      assert.equal(isMutating(method, '/api/account/get-account'), true);
    }
  });

  it('are detected in spite of a slash at the end', () => {
    assert.equal(isMutating('POST', '/api/account/get-account/'), false);
    assert.equal(isMutating('POST', '/api/gateway/hold-release/'), true);
  });
});

describe('The path of a request', () => {
  for (const path of ['/api/account/get-account', '/threats/v1/events?source=email&a=b%2F', '/a/eNo%3D~x']) {
    it(`may be ${path}`, () => assert.equal(requestPathProblem(path), undefined));
  }

  const refused = [
    'api/account/get-account',
    'https://elsewhere.example/api/x',
    '//elsewhere.example/api/x',
    '/api/gateway/hold-release/../get-x',
    '/api/gateway/hold-release/%2e%2e/get-x',
    '/api/gateway/hold-release%2fget-x',
    '/api/gateway/hold-release;/get-x',
    '/api/gateway/hold-release#/get-x',
    '/api\\gateway/get-x',
    '/api/a b',
    '/',
  ];
  for (const path of refused) {
    it(`may not be ${path}: its check and its request could differ`, () => {
      assert.equal(requestPathProblem(path)?.key, 'requestPath');
    });
  }
});
