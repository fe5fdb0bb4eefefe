/** The least that could answer a poll: read one row. The driver is the product's. */
import express from 'express';
import { Pool } from 'pg';

const pool = new Pool({ connectionString: process.env['DATABASE_URL'] ?? '', max: 10 });
const app = express();

app.get('/jobs/:id', async (request, response) => {
  const { rows } = await pool.query('SELECT * FROM jobs WHERE id = $1', [request.params.id]);
  response.json(rows[0]);
});

app.listen(Number(process.env['PORT']), '127.0.0.1');
