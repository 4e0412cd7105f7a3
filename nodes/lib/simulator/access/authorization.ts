import { ACCESS, type AccessRights, type Path } from '../common/permissions';
import type { FaultInjector } from '../faults/fault-injector';
import { functionFailure, gatewayFailure, type HttpResponse } from '../http/exchange';

export const FORBIDDEN = gatewayFailure(403, 'app_forbidden', 'Forbidden to perform the requested operation');
export const NOT_FOUND = gatewayFailure(404, 'not_found', 'The requested resource does not exist');

/** @returns the response that refuses the request; undefined: the request is allowed */
export function accessError(
  path: Path,
  rights: AccessRights,
  faults: FaultInjector,
): HttpResponse | undefined {
  if (faults.fires('unlicensed', path)) return NOT_FOUND;
  if (faults.fires('permission-denied', path))
    return permissionDenied(path, ACCESS[path].permission, 'fail-in-200');
  return permissionError(path, rights);
}

/** As accessError, without injected faults: by product and permission only. */
export function permissionError(path: Path, rights: AccessRights): HttpResponse | undefined {
  const { product, permission } = ACCESS[path];
  if (!rights.products.includes(product)) {
    return rights.missingProduct === 'not-found' ? NOT_FOUND : FORBIDDEN;
  }
  if (permission === '' || rights.permissions.includes(permission)) return undefined;
  return permissionDenied(path, permission, rights.missingPermission);
}

function permissionDenied(
  path: Path,
  permission: string,
  behaviour: AccessRights['missingPermission'],
): HttpResponse {
  if (behaviour === 'forbidden' || !path.startsWith('/api/')) return FORBIDDEN;
  return functionFailure('app_forbidden', `The application role lacks the permission: ${permission}`, false);
}
