-- By hand: Prisma knows no partial index. The few accounts that get mail meant for staff, among all.
CREATE INDEX "users_staff_idx" ON "users" ("id") WHERE "roles" && '{STAFF,ADMIN}'::"role"[];
