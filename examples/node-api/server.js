import { createServer } from "node:http";
import pg from "pg";

const database = new pg.Pool({
  host: process.env.DATABASE_HOST,
  user: "postgres",
  password: process.env.DATABASE_PASSWORD,
});

createServer(async (request, response) => {
  const { rows } = await database.query("select count(*) from orders");
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ orders: Number(rows[0].count) }));
}).listen(3000);
