/** The pages for staff, loaded when they are gone to. Others are told that these are not for them. */
import { Link, Route, Routes } from 'react-router';
import { EmptyState } from '../design/notices.js';
import { Loading, Skeleton } from '../design/skeleton.js';
import { NotFoundPage } from '../layout/not-found-page.js';
import { PageTitle } from '../layout/page-title.js';
import { usePageHead } from '../layout/use-page-head.js';

const sections = [
  { path: 'stock', name: 'Stock board' },
  { path: 'orders', name: 'Order desk' },
  { path: 'catalogue', name: 'Catalogue' },
] as const;

export default function StaffRoutes() {
  const { viewer } = usePageHead();
  if (viewer === undefined)
    return (
      <Loading what="the staff desk">
        <Skeleton shape="title" />
      </Loading>
    );
  if (!viewer?.isStaff)
    return (
      <>
        <PageTitle title="Staff desk" className="visually-hidden" />
        <EmptyState title="For staff only">Please sign in with a staff account.</EmptyState>
      </>
    );
  return (
    <Routes>
      <Route index element={<StaffHome />} />
      <Route path="*" element={<NotFoundPage />} />
    </Routes>
  );
}

function StaffHome() {
  return (
    <>
      <PageTitle title="Staff desk" />
      <ul>
        {sections.map(({ path, name }) => (
          <li key={path}>
            <Link to={path}>{name}</Link>
          </li>
        ))}
      </ul>
    </>
  );
}
