// What scripts say. The source is Chinese, as in the templates; ENGLISH answers for pages shown in English.
// tests/web/common/test_script_words.py holds every t("…") to an entry here, with the same {names}.
const ENGLISH: Record<string, string> = {
  "{label} 已移到第 {position} 位，共 {count} 项": "{label} moved to place {position} of {count}",
  "{time} 保存的草稿还没有提交。": "A draft of {time} has not been submitted.",
  "上传的文件过大。": "The file is too large.",
  "不要了": "Discard",
  "内容已被他人修改，请刷新页面后再操作。": "Someone else has changed this. Reload the page, then try again.",
  "匹配的单位": "Matching units",
  "取消": "Cancel",
  "该项": "The item",
  "登录已过期，请重新登录。已填写的内容保存在本机。": "You have been signed out. Sign in again; what you typed is kept on this computer.",
  "地图没有取到，请查看下面的表格。": "The map could not be loaded. See the table below.",
  "图表": "Chart",
  "图表数据没有取到，请刷新页面。": "The chart's data could not be loaded. Reload the page.",
  "已切换为大字版": "Large type is on",
  "已切换为标准字号": "Large type is off",
  "已移除 {name}": "{name} removed",
  "已选择 {count} 项": "{count} selected",
  "已选择 {name}": "{name} chosen",
  "恢复草稿": "Restore draft",
  "您没有权限进行这项操作，或登录已过期。请刷新页面后重试。": "You may not do this, or you have been signed out. Reload the page, then try again.",
  "所请求的内容不存在，可能已被删除。": "This no longer exists. It may have been deleted.",
  "找到 {count} 个单位": "{count} units found",
  "撤销": "Undo",
  "操作没有完成，请检查填写内容后重试。": "Not done. Check what you entered, then try again.",
  "操作结果": "Results",
  "操作过于频繁，请稍后再试。": "Too many requests. Try again a little later.",
  "文件是空的。": "The file is empty.",
  "文件超过 {limit} MB，请压缩或拆分后再上传。": "The file is larger than {limit} MB. Compress or split it first.",
  "未亮灯": "Unlit",
  "查询失败，请稍后重试": "The search failed. Try again later.",
  "没有匹配的单位": "No unit matches",
  "湖北省地图": "Map of Hubei",
  "确定": "OK",
  "移除 {name}": "Remove {name}",
  "系统出现错误，操作没有完成。请稍后重试；若仍失败，请联系管理员。":
    "Something went wrong and nothing was done. Try again later; if it still fails, tell your administrator.",
  "红灯": "Red",
  "绿灯": "Green",
  "网络已恢复。": "Back online.",
  "网络已断开。正在填写的内容会保存在本机。": "You are offline. What you type is kept on this computer.",
  "网络连接中断，刚才的操作没有提交。请检查网络后重试。":
    "The connection was lost and nothing was submitted. Check the network, then try again.",
  "草稿已存于本机 {time}": "Draft kept on this computer, {time}",
  "蓝灯": "Blue",
  "请确认": "Please confirm",
  "输入单位名称中的几个字": "Type part of a unit's name",
  "顺序没有保存：{reason}": "The order was not saved: {reason}",
  "黄灯": "Yellow",
  "关闭": "Close",
  "无数据": "No data",
};

const english = document.documentElement.lang.startsWith("en");

/** The words in the page's language, with {name} filled in. */
export function t(chinese: string, values: Record<string, string | number> = {}): string {
  const words = english ? (ENGLISH[chinese] ?? chinese) : chinese;
  return words.replace(/\{(\w+)\}/g, (whole, name: string) => `${values[name] ?? whole}`);
}
