using System.Net.Http.Headers;

namespace MicroBima.ChatOps.Discord;

/// <summary>Makes the HTTP request of a call; a new one for every attempt.</summary>
internal static class RestRequest
{
    public static HttpRequestMessage Build(RestCall call, DiscordOptions options)
    {
        var address = new Uri(options.ApiUrl.AbsoluteUri.TrimEnd('/') + call.Route.Path);
        var request = new HttpRequestMessage(call.Route.Method, address) { Content = Content(call) };
        request.Headers.TryAddWithoutValidation("User-Agent", options.UserAgent);
        if (!call.Route.IsInteraction)
            request.Headers.TryAddWithoutValidation("Authorization", "Bot " + options.Token);
        return request;
    }

    private static HttpContent? Content(RestCall call)
    {
        if (call.Json.IsEmpty)
            return null;

        var json = new ReadOnlyMemoryContent(call.Json);
        json.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (call.Files.Count == 0)
            return json;

        var form = new MultipartFormDataContent { { json, "payload_json" } };
        for (var n = 0; n < call.Files.Count; n++)
        {
            var file = new ReadOnlyMemoryContent(call.Files[n].Content);
            file.Headers.TryAddWithoutValidation("Content-Type", call.Files[n].ContentType);
            file.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data")
            {
                Name = $"\"files[{n}]\"",
                FileName = $"\"{call.Files[n].FileName}\"",
            };
            form.Add(file);
        }

        return form;
    }
}
