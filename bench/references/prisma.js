// Find, then update or create, as most guides show.
const { PrismaClient } = require("@prisma/client");
const { PrismaPg } = require("@prisma/adapter-pg");
const { serve, emailOf } = require("./webhook");

// Without a name, each query is parsed and planned again.
const names = new Map();
const statementNameGenerator = ({ sql }) => names.get(sql) ?? names.set(sql, `prisma_${names.size}`).get(sql);

const prisma = new PrismaClient({
  adapter: new PrismaPg({ connectionString: process.env.DATABASE_URL, max: 10 }, { statementNameGenerator }),
});

serve(async (user) => {
  const data = {
    email: emailOf(user),
    firstName: user.first_name,
    lastName: user.last_name,
    username: user.username,
    imageUrl: user.image_url,
    publicMetadata: user.public_metadata,
    privateMetadata: user.private_metadata,
    unsafeMetadata: user.unsafe_metadata,
    updatedAt: new Date(user.updated_at),
  };
  const found = await prisma.user.findUnique({ where: { clerkId: user.id } });
  if (found) {
    await prisma.user.update({ where: { clerkId: user.id }, data });
  } else {
    await prisma.user.create({ data: { clerkId: user.id, ...data } });
  }
});
