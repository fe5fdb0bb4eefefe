export { findFreePort } from './find-free-port.ts';
export { spawnBound, stopProcess, type BoundCommand, type StopOptions } from './spawn-bound.ts';
export type { RunningServer, ServerExit } from './start-server.ts';
export { startPostgres, type PostgresOptions } from './start-postgres.ts';
export { startRedis, type RedisOptions } from './start-redis.ts';
