// One upsert for each delivery, as a named prepared statement. With GUARD=1, an older version does not overwrite a
// newer one, as in supabase/stripe-sync-engine.
const { Pool } = require("pg");
const { serve, emailOf } = require("./webhook");

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const guard = process.env.GUARD === "1" ? "where excluded.updated_at > users.updated_at" : "";
const text = `
  insert into users (
    clerk_id, email, first_name, last_name, username, image_url, public_metadata, private_metadata, unsafe_metadata,
    updated_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10 / 1000.0))
  on conflict (clerk_id) do update set
    email = excluded.email,
    first_name = excluded.first_name,
    last_name = excluded.last_name,
    username = excluded.username,
    image_url = excluded.image_url,
    public_metadata = excluded.public_metadata,
    private_metadata = excluded.private_metadata,
    unsafe_metadata = excluded.unsafe_metadata,
    updated_at = excluded.updated_at
  ${guard}`;

serve((user) =>
  pool.query({
    name: "upsert",
    text,
    values: [
      user.id,
      emailOf(user),
      user.first_name,
      user.last_name,
      user.username,
      user.image_url,
      user.public_metadata,
      user.private_metadata,
      user.unsafe_metadata,
      user.updated_at,
    ],
  }),
);
