import { t } from "../words";

/** Django's CSRF token: from the cookie, or from a form on the page where the cookie is hidden from scripts. */
export function csrfToken(): string {
  const cookie = /(?:^|;\s*)(?:__Host-)?csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  return cookie ?? document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

/** POST a form body with the token; rejects with a Chinese sentence the person can act on. */
export async function post(url: string, body: FormData | URLSearchParams): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { method: "POST", body, headers: { "X-CSRFToken": csrfToken() } });
  } catch {
    throw new Error(failureText(0));
  }
  if (!response.ok) throw new Error(failureText(response.status));
  return response;
}

export function failureText(status: number): string {
  if (status === 0) return t("网络连接中断，刚才的操作没有提交。请检查网络后重试。");
  if (status === 401) return t("登录已过期，请重新登录。已填写的内容保存在本机。");
  if (status === 403) return t("您没有权限进行这项操作，或登录已过期。请刷新页面后重试。");
  if (status === 404) return t("所请求的内容不存在，可能已被删除。");
  if (status === 409) return t("内容已被他人修改，请刷新页面后再操作。");
  if (status === 413) return t("上传的文件过大。");
  if (status === 429) return t("操作过于频繁，请稍后再试。");
  if (status >= 500) return t("系统出现错误，操作没有完成。请稍后重试；若仍失败，请联系管理员。");
  return t("操作没有完成，请检查填写内容后重试。");
}
