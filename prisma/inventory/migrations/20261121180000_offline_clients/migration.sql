-- CreateIndex
CREATE INDEX "products_updated_idx" ON "products"("updated_at", "id");


