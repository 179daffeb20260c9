using System.Text.Json.Serialization;

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, Answers.Default));
WebApplication app = builder.Build();

app.MapGet("/", () => $"Hello from {Environment.ProcessPath}\n");
app.MapGet("/plaintext", () => "Hello, World!");
app.MapGet("/json", () => new Answer("Hello, World!"));
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"Listening at {string.Join(' ', app.Urls)}"));
app.Run();

internal sealed record Answer(string Message);

[JsonSerializable(typeof(Answer))]
internal sealed partial class Answers : JsonSerializerContext;
