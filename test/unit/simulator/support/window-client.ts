import type { WindowLogName } from '../../../../nodes/lib/simulator/common/log-names';
import { WINDOW_TABLE } from '../../../../nodes/lib/simulator/endpoints/window/logs';
import type { Simulator } from '../../../../nodes/lib/simulator/simulator';
import { type ApiPage, postApi, windowOf } from './api-client';
import { type ApiClient, HOUR, NOW } from './tenant';

export const punctual = { lateRecords: 0, veryLateRecords: 0 };

export const compare = (simulator: Simulator, log: WindowLogName, records: readonly unknown[]) =>
  simulator.logs.compare(
    log,
    records.map((record) => JSON.stringify(record)),
  );

export const RANGE = { from: NOW - 6 * HOUR, to: NOW };
export const requestRange = (
  apiClient: ApiClient,
  log: WindowLogName,
  extra: object = {},
  meta?: object,
): Promise<ApiPage> =>
  postApi(apiClient, WINDOW_TABLE[log].path, { ...windowOf(log, RANGE), ...extra }, meta);
