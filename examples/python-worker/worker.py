import json
import os

import psycopg
import redis

queue = redis.Redis.from_url(os.environ.get("QUEUE_URL", "redis://queue"))
database = psycopg.connect(os.environ["DATABASE_URL"])

while True:
    _, message = queue.blpop("orders")
    order = json.loads(message)
    with database.transaction():
        database.execute("update orders set shipped = now() where id = %s", [order["id"]])
