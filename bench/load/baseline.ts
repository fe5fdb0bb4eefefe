/** The least that could do the work: verify and insert, or read one row. Durability and driver are those of the product. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import express from 'express';
import { Pool } from 'pg';

const pool = new Pool({ connectionString: process.env['DATABASE_URL'] ?? '', max: 10 });
const secret = process.env['TALLY_SIGNING_SECRET'] ?? '';
const app = express();

app.post('/webhook', express.raw({ type: () => true, limit: '256kb' }), async (request, response) => {
  const body = request.body as Buffer;
  const expected = createHmac('sha256', secret).update(body).digest();
  const given = Buffer.from(request.get('tally-signature') ?? '', 'base64');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    response.status(401).end();
    return;
  }
  const { data } = JSON.parse(body.toString('utf8')) as { data: { submissionId: string } };
  await pool.query(
    `INSERT INTO webhook_events (id, source, external_id, body) VALUES (gen_random_uuid(), 'tally', $1, $2)
     ON CONFLICT DO NOTHING`,
    [data.submissionId, body],
  );
  response.status(202).json({ status: 'accepted' });
});

app.get('/jobs/:id', async (request, response) => {
  const { rows } = await pool.query('SELECT * FROM jobs WHERE id = $1', [request.params.id]);
  response.json(rows[0]);
});

app.listen(Number(process.env['PORT']), '127.0.0.1');
