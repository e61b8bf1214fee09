import { prismaConfigFor } from '../../packages/embedded/src/prisma-config.js';

export default await prismaConfigFor('inventory');
