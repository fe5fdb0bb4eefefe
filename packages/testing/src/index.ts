export { createDatabase } from './create-database.ts';
export { makePng, makeTone } from './make-media.ts';
export { startDouble, type Double, type DoubleAnswer, type RecordedRequest } from './start-double.ts';
export { startFaultProxy, type FaultProxy } from './start-fault-proxy.ts';
export { startPostgres, type TestPostgres } from './start-postgres.ts';
export { startRedis, type TestRedis } from './start-redis.ts';
export { startSmtpServer, type SmtpServer } from './start-smtp-server.ts';
export { unpackDebian } from './unpack-debian.ts';
export { waitFor } from './wait-for.ts';
