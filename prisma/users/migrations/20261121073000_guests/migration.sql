-- Guests: people with a session, a cart and orders, and no account.
ALTER TABLE "users" ADD COLUMN "contact_email" TEXT;

-- The clean-up looks for guests that nobody can be any more.
CREATE INDEX "users_guests_idx" ON "users" ("created_at") WHERE "password_hash" IS NULL AND "erased_at" IS NULL;

-- An account has all three, a guest only a name, and an erased person nothing.
ALTER TABLE "users"
    DROP CONSTRAINT "users_whole_or_erased",
    ADD CONSTRAINT "users_whole_or_erased" CHECK (
        CASE
            WHEN "erased_at" IS NOT NULL THEN num_nonnulls("email", "name", "password_hash", "contact_email") = 0
            WHEN "password_hash" IS NULL THEN "email" IS NULL AND "name" IS NOT NULL
            ELSE num_nulls("email", "name") = 0 AND "contact_email" IS NULL
        END
    );
