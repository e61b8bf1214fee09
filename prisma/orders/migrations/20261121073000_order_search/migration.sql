-- CreateTable
CREATE TABLE "buyers" (
    "user_id" UUID NOT NULL,
    "name" TEXT,
    "email" TEXT,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "heard_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "erased_at" TIMESTAMPTZ(3),

    CONSTRAINT "buyers_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "order_search" (
    "order_id" UUID NOT NULL,
    "buyer_id" UUID,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "total_amount" INTEGER NOT NULL,
    "document" tsvector NOT NULL,

    CONSTRAINT "order_search_pkey" PRIMARY KEY ("order_id")
);

-- CreateIndex
CREATE INDEX "order_search_placed_at_order_id_idx" ON "order_search"("placed_at", "order_id");

-- CreateIndex
CREATE INDEX "order_search_buyer_id_placed_at_order_id_idx" ON "order_search"("buyer_id", "placed_at", "order_id");

-- CreateIndex
CREATE INDEX "order_search_total_amount_idx" ON "order_search"("total_amount");

-- AlterTable
ALTER TABLE "known_prices" ADD COLUMN "renamed_words" tsvector;

-- CreateIndex
CREATE INDEX "known_prices_renamed_words_idx" ON "known_prices" USING GIN ("renamed_words");



-- What Prisma cannot say.

-- An erased buyer is a tombstone: an id, and nothing of the person.
ALTER TABLE "buyers" ADD CONSTRAINT "buyers_erased" CHECK ("erased_at" IS NULL OR ("name" IS NULL AND "email" IS NULL));

-- Finds words and beginnings of words. Without a list of pending entries: placing an order pays for
-- its own words, evenly, and a search has no list to read through.
CREATE INDEX "order_search_document_idx" ON "order_search" USING GIN ("document") WITH (fastupdate = off);

-- The terms of a text, as one would type them: cut at white space, in lower case, without accents, curls of
-- apostrophes and the punctuation around them. "Ada Lovelace <ada@example.com>" has ada, lovelace and ada@example.com.
CREATE FUNCTION "search_terms"("source" text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN ARRAY(SELECT left("term", 60) FROM regexp_split_to_table(
        lower(translate(regexp_replace(normalize(' ' || "source", NFKD), '[\u0300-\u036f]', '', 'g'), '‘’', '''''')
            COLLATE "und-x-icu"),
        '[^[:alnum:]]*(\s+[^[:alnum:]]*|$)') AS "term" WHERE "term" <> '');
END
$$;

-- The terms, and the words within them: "double-walled" is also found by walled.
CREATE FUNCTION "search_words"("source" text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    "terms" text[] := search_terms("source");
BEGIN
    RETURN "terms" || ARRAY(SELECT "word" FROM regexp_split_to_table(
        array_to_string("terms", ' ') COLLATE "und-x-icu", '[^[:alnum:]]+') AS "word" WHERE "word" <> '');
END
$$;

-- What the search rows of these orders should be. A lexeme says what kind of word it is:
-- b: of the buyer, n: of the order's number, p: of a product, s: a SKU as it is.
CREATE FUNCTION "order_search_rows"("ids" uuid[]) RETURNS SETOF "order_search" LANGUAGE sql STABLE AS $$
    SELECT o."id", o."buyer_id", o."placed_at", o."total_amount", array_to_tsvector(
        ARRAY['n:' || lower(o."number"), 'n:' || substring(o."number" FROM '[0-9]+$')]
        || ARRAY(SELECT 'b:' || "word" FROM unnest(search_words(concat_ws(' ', b."name", split_part(b."email", '@', 1)))
            || search_terms(concat_ws(' ', b."email", split_part(b."email", '@', 2)))) AS "word")
        || ARRAY(SELECT 'p:' || "word" FROM unnest(search_words(bought."names") || search_terms(bought."skus")) AS "word")
        || bought."exact_skus")
    FROM unnest("ids") AS "wanted" ("id")
    JOIN "orders" o ON o."id" = "wanted"."id"
    LEFT JOIN "buyers" b ON b."user_id" = o."buyer_id" AND b."erased_at" IS NULL
    CROSS JOIN LATERAL (
        SELECT string_agg(l."name", ' ') AS "names", string_agg(l."sku", ' ') AS "skus",
            array_agg('s:' || l."sku") AS "exact_skus"
        FROM "order_lines" l WHERE l."order_id" = o."id"
    ) bought
$$;

-- A lexeme within a query, where quotes and backslashes have a meaning.
CREATE FUNCTION "search_lexeme"("lexeme" text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT '''' || replace(replace("lexeme", '\', '\\'), '''', '''''') || ''''
$$;

-- SKUs that were sold under another name than they have now, as "or" of a query: those with a word that begins so.
CREATE FUNCTION "search_renamed"("term" text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(string_agg(' | ' || search_lexeme('s:' || "sku"), ''), '') FROM (
        SELECT "sku" FROM "known_prices"
        WHERE "renamed_words" @@ (search_lexeme("term") || ':*')::tsquery ORDER BY "sku" LIMIT 200
    ) "renamed"
$$;

-- What to look for in "order_search"."document": every term of each given text, as the beginning of a word.
-- Null, which nothing matches, when a text has no term.
CREATE FUNCTION "order_search_query"("anywhere" text, "buyer" text, "product" text, "sku" text)
RETURNS tsquery LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN bool_and("part" IS NOT NULL) THEN string_agg("part", ' & ')::tsquery END FROM (
        SELECT '(' || search_lexeme('b:' || "term") || ':* | ' || search_lexeme('n:' || "term") || ':* | '
            || search_lexeme('p:' || "term") || ':*' || search_renamed("term") || ')' AS "part"
        FROM unnest(search_terms("anywhere")) AS "term"
        UNION ALL
        SELECT search_lexeme('b:' || "term") || ':*' FROM unnest(search_terms("buyer")) AS "term"
        UNION ALL
        SELECT '(' || search_lexeme('p:' || "term") || ':*' || search_renamed("term") || ')'
        FROM unnest(search_terms("product")) AS "term"
        UNION ALL
        SELECT search_lexeme('s:' || "sku") WHERE "sku" IS NOT NULL
        UNION ALL
        SELECT NULL FROM unnest(ARRAY["anywhere", "buyer", "product"]) AS "given"
        WHERE "given" IS NOT NULL AND search_terms("given") = '{}'
    ) "parts"
$$;

-- The search row of an order is written in the statement that writes its lines: no code can forget it, and it
-- costs no statement. Name and e-mail address of the buyer are as they are known then; whoever changes
-- them locks the buyer's cart first, as placing an order does, so that neither overlooks the other.
-- The plan is made once per connection (a plan for each order would take longer than carrying it out), for which
-- the ids are a variable: with a query for its argument, the body of order_search_rows stays out of the plan.
CREATE FUNCTION "order_search_add"() RETURNS trigger LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    "ids" uuid[] := ARRAY(SELECT DISTINCT "order_id" FROM "added");
BEGIN
    INSERT INTO "order_search" SELECT * FROM order_search_rows("ids")
    ON CONFLICT ("order_id") DO UPDATE SET "document" = EXCLUDED."document";
    RETURN NULL;
END
$$;

CREATE TRIGGER "order_search_add" AFTER INSERT ON "order_lines" REFERENCING NEW TABLE AS "added"
    FOR EACH STATEMENT EXECUTE FUNCTION "order_search_add"();
