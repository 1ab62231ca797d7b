using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("MicroBima.ChatOps.Tests.Infra.LimitedFramework", "MicroBima.ChatOps.Tests")]

// Much of what the tests do is to wait for real programs: twice as many collections as a small machine has cores have room beside each other.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>xunit with one more rule: a test that waits for something that never comes fails by itself, and all others still run.</summary>
public sealed class LimitedFramework(IMessageSink messages) : XunitTestFramework(messages)
{
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assembly, ISourceInformationProvider sources, IMessageSink messages)
        : XunitTestFrameworkExecutor(assembly, sources, messages)
    {
        private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
        private static readonly PropertyInfo Timeout = typeof(XunitTestCase).GetProperty(
            nameof(XunitTestCase.Timeout)
        )!;

        protected override void RunTestCases(
            IEnumerable<IXunitTestCase> testCases,
            IMessageSink executionMessageSink,
            ITestFrameworkExecutionOptions executionOptions
        )
        {
            var all = testCases.ToList();
            // Long variants take as long as they take.
            if (
                Environment.GetEnvironmentVariable("CHATOPS_TORTURE") is null
                && Environment.GetEnvironmentVariable("CHATOPS_ROUNDS") is null
            )
                foreach (var one in all.OfType<XunitTestCase>().Where(IsAsync))
                    Timeout.SetValue(one, (int)Limit.TotalMilliseconds);

            base.RunTestCases(all, executionMessageSink, executionOptions);
        }

        // xunit can only stop waiting for a task.
        private static bool IsAsync(XunitTestCase one) =>
            one.Timeout == 0
            && string.Equals(one.Method.ReturnType.Name, typeof(Task).FullName, StringComparison.Ordinal);
    }
}
